#!/usr/bin/env python3
"""The examples in README.md, README.zh-CN.md and scenarios/README.md do what they say.

  tests/examples_test.py PROGRAM

YAML is written to the file that the text names and passes `check`; commands run in their order, at one agent per 10 000
persons and with few seeds; Python and R run where their modules are installed. Both READMEs give the same commands.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
sys.dont_write_bytecode = True

from _python import _missing_here, need

MODULES = ("numpy", "matplotlib", "xarray", "h5netcdf", "pandas")
if __name__ == "__main__":
    try:
        need(*MODULES)
    except SystemExit:
        print("What needs these modules is left out.")
    os.environ.pop("JIUZHOU_PYTHON_CHOSEN", None)  # scripts look for their modules themselves

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None

COARSE = f"""#!/bin/sh
case "$1 $*" in
  run*--weight*) exec {PROGRAM} "$@" ;;
  "run "*) exec {PROGRAM} "$@" --weight 10000 ;;
esac
exec {PROGRAM} "$@"
"""

# Commands that are not run here, and why.
LEFT_OUT = {
    r"^scripts/(run|test)\b": "builds the program; continuous integration runs them",
    r"\brecover\b": "needs a run that was killed; tests/faults has them",
}


def blocks(file):
    """(language, text, the prose before it) of every fenced block above the generated reference."""
    text = (ROOT / file).read_text(encoding="utf-8").split("<!-- Below this line")[0]
    pieces = re.split(r"^```(\w*)\n(.*?)^```$", text, flags=re.M | re.S)
    return [(pieces[i + 1], pieces[i + 2], pieces[i]) for i in range(0, len(pieces) - 2, 3)]


def commands(text):
    """A shell block line by line, without its comments and without what is left out."""
    lines = [re.sub(r"\s+#.*$", "", line) for line in text.splitlines()]
    left_out = [*LEFT_OUT, *(["^scripts/(plot|effect)"] if _missing_here(MODULES) else [])]
    return [line for line in lines if not any(re.search(pattern, line) for pattern in left_out)]


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        top = cls.top = pathlib.Path(cls.folder.name)
        scenarios = top / "scenarios"
        shutil.copytree(ROOT / "scenarios", scenarios, ignore=shutil.ignore_patterns("packs"))
        (scenarios / "packs").symlink_to(ROOT / "scenarios" / "packs")
        (top / "scripts").symlink_to(ROOT / "scripts")
        program = top / "build" / "release" / "jiuzhou"
        program.parent.mkdir(parents=True)
        program.write_text(COARSE)
        program.chmod(0o755)
        # What scripts/run leaves behind.
        subprocess.run([program, "run", "scenarios/baseline.yaml", "-o", "results/baseline.h5"], cwd=top, check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def shell(self, lines, folder):
        script = "\n".join(["set -euo pipefail", "shopt -s expand_aliases", "jiuzhou=build/release/jiuzhou", *lines])
        done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, "\n".join(lines) + "\n" + done.stdout[-2000:] + done.stderr[-2000:])

    def check(self, file):
        done = subprocess.run([PROGRAM, "check", file], cwd=self.top, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{file}\n{done.stderr}")

    def written(self, text, before, folder):
        """Writes a block to the file that its first comment or the sentence before it names."""
        named = re.search(r"^# ([\w.]+\.yaml)", text) or re.search(r"Make a file `([\w.]+)`[^`]*$", before)
        file = folder / (named[1] if named else "example.yaml")
        file.write_text(text, encoding="utf-8")
        return file

    def run_page(self, page, folder):
        for language, text, before in blocks(page):
            with self.subTest(page=page, block=text.splitlines()[0]):
                if language == "yaml":
                    self.check(self.written(text, before, folder))
                elif language == "yml":  # a plan: few seeds, coarse, short
                    coarse = re.sub(r"count: \d+", "count: 2", text)
                    coarse = re.sub(r"^until: \w+", "until: 2024Q4", coarse, flags=re.M)
                    coarse = re.sub(r"points: \d+", "points: 2", coarse)
                    if "weight:" not in coarse:
                        coarse += "weight: 10000\n"
                    if "until:" not in re.sub("`until`", "", coarse):
                        coarse += "until: 2012Q2\n"
                    plan = self.written(coarse, before, folder)
                    if plan.name == "example.yaml":  # nothing below runs it
                        self.shell([f"{PROGRAM} sweep example.yaml -o example"], folder)
                elif language == "sh":
                    self.shell(commands(text), folder)
                elif language == "python":
                    if _missing_here(MODULES):
                        continue
                    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, text + done.stderr)
                elif language == "r":
                    if not has_r():
                        continue
                    done = subprocess.run(["Rscript", "-e", text], cwd=folder, capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, text + done.stderr)
                else:
                    self.fail(f"a block of '{language}', which nothing here runs")

    def test_readme(self):
        self.run_page("README.md", self.top)

    def test_scenarios(self):
        self.run_page("scenarios/README.md", self.top / "scenarios")

    def test_both_readmes_give_the_same_commands(self):
        def bare(page):
            found = []
            for language, text, _ in blocks(page):
                lines = [re.sub(r"\s*#.*$", "", line).replace(" --lang zh", "") for line in text.splitlines()]
                found.append((language, [line for line in lines if line]))
            return found

        english, chinese = bare("README.md"), bare("README.zh-CN.md")
        self.assertEqual(len(english), len(chinese))
        for a, b in zip(english, chinese):
            self.assertEqual(a, b)


def has_r():
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(ncdf4)"], capture_output=True).returncode == 0


if __name__ == "__main__":
    unittest.main()
