#!/usr/bin/env python3
"""What is installed works from anywhere, also after it was moved, and packages say what they need.

  tests/install_test.py BUILD_FOLDER
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

BUILD = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None
SCENARIO = """extends: baseline.yaml
title: {en: From anywhere, zh: 随处可用}
policies:
  - {type: fiscal_transfer, where: {region: GZ}, from: 2022Q2, gdp_share: 1 %}
"""


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        top = pathlib.Path(cls.folder.name)
        cls.elsewhere = top / "elsewhere"
        cls.elsewhere.mkdir()
        (cls.elsewhere / "policy.yaml").write_text(SCENARIO, encoding="utf-8")
        subprocess.run(["cmake", "--install", BUILD, "--prefix", str(top / "first")], check=True, capture_output=True)
        cls.tree = (top / "first").rename(top / "moved")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def call(self, *arguments, status=0, tree=None, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JIUZHOU", "LC_", "LANG"))}
        done = subprocess.run([(tree or self.tree) / "bin" / "jiuzhou", *arguments], cwd=self.elsewhere, capture_output=True, text=True, env={**kept, "LC_ALL": "C.UTF-8", **environment})
        self.assertEqual(done.returncode, status, f"{arguments}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout + done.stderr

    def test_a_scenario_extends_a_shipped_one(self):
        said = self.call("check", "policy.yaml")
        self.assertIn(str(self.tree / "share" / "jiuzhou" / "scenarios" / "packs" / "china-2022"), said)
        for name in ("baseline.yaml", "scenarios/baseline.yaml"):
            self.assertIn(": fine", self.call("check", name))

    def test_a_run_an_effect_and_its_report(self):
        self.call("run", "policy.yaml", "--weight", "10000", "--until", "2022Q3", "--progress", "none")
        self.assertTrue((self.elsewhere / "results" / "policy.h5").exists())
        self.call("report", "policy.yaml", "--weight", "10000", "--until", "2022Q4", "--seeds", "2", "--quiet", "--to", "policy.html", "--lang", "zh")
        self.assertIn("From anywhere", self.call("effect", "policy.yaml", "--weight", "10000", "--until", "2022Q4", "--seeds", "2", "--quiet"))
        self.assertIn("随处可用", (self.elsewhere / "policy.html").read_text(encoding="utf-8"))

    def test_ones_own_scenario_comes_first(self):
        (self.elsewhere / "own").mkdir(exist_ok=True)
        (self.elsewhere / "own" / "baseline.yaml").write_text("extends: stationary.yaml\ntitle: {en: Mine, zh: 我的}\n", encoding="utf-8")
        (self.elsewhere / "own" / "policy.yaml").write_text(SCENARIO.replace("From anywhere", "Own"), encoding="utf-8")
        self.assertIn("own/baseline.yaml", self.call("check", "--resolved", "own/policy.yaml"))
        self.assertIn("there is no 'bäseline.yaml'", self.wrong("extends: bäseline.yaml\n"))
        self.assertIn("there is no '../baseline.yaml'", self.wrong("extends: ../baseline.yaml\n"))

    def wrong(self, text):
        (self.elsewhere / "wrong.yaml").write_text(text, encoding="utf-8")
        return self.call("check", "wrong.yaml", status=2)

    def test_a_variable_names_other_folders(self):
        other = self.elsewhere / "other"
        (other / "scenarios").mkdir(parents=True, exist_ok=True)
        (other / "scenarios" / "ours.yaml").write_text("extends: baseline.yaml\ntitle: {en: Ours, zh: 我们的}\n", encoding="utf-8")
        self.assertIn("Ours", self.call("check", "ours.yaml", JIUZHOU_PATH=f"/nowhere:{other}"))
        self.call("check", "ours.yaml", status=2)

    def test_the_manual_has_every_command_and_option(self):
        page = self.tree / "share" / "man" / "man1" / "jiuzhou.1"
        text = page.read_text(encoding="utf-8").replace("\\-", "-")
        helped = self.call("--help")
        commands = re.findall(r"^  (\w+) +\S", helped.split("Subcommands:")[1].split("Scripts")[0], re.M)
        self.assertGreater(len(commands), 7)
        for command in commands:
            self.assertIn(f'.SH "{command.upper()}"', text)
            for option in re.findall(r"--[a-z-]+", self.call(command, "--help").split("Examples")[0]):
                self.assertIn(option, text)
        if shutil.which("man"):
            done = subprocess.run(["man", "--warnings", "-l", str(page)], capture_output=True, text=True, env={**os.environ, "MANPAGER": "cat", "LC_ALL": "C.UTF-8"})
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_shell_completes(self):
        file = self.tree / "share" / "bash-completion" / "completions" / "jiuzhou"
        def completed(*words):
            script = f'source "{file}"; COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _jiuzhou; printf "%s\\n" "${{COMPREPLY[@]}}"'
            return subprocess.run(["bash", "-euc", script], cwd=self.elsewhere, check=True, capture_output=True, text=True).stdout.split()
        self.assertEqual(completed("jiuzhou", "eff"), ["effect"])
        self.assertEqual(completed("jiuzhou", "run", "--checkp"), ["--checkpoint-every"])
        self.assertEqual(completed("jiuzhou", "describe", "ser"), ["series"])
        self.assertEqual(completed("jiuzhou", "run", "--progress", "js"), ["json"])
        self.assertIn("policy.yaml", completed("jiuzhou", "check", "pol"))
        self.assertIn("status", completed("jiuzhou", "sweep", "st"))

    def test_packages(self):
        if not shutil.which("dpkg-shlibdeps"):
            self.skipTest("dpkg-dev is not installed")
        out = self.elsewhere / "packages"
        subprocess.run(["cpack", "-B", str(out)], cwd=BUILD, check=True, capture_output=True)
        [deb] = out.glob("*.deb")
        depends = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], check=True, capture_output=True, text=True).stdout
        for library in ("libhdf5", "libtbb", "libyaml-cpp", "libc6"):
            self.assertIn(library, depends)
        listed = subprocess.run(["dpkg-deb", "-c", deb], check=True, capture_output=True, text=True).stdout
        for path in ("/usr/bin/jiuzhou", "/usr/share/jiuzhou/scenarios/packs/china-2022/pack.yaml", "/usr/share/man/man1/jiuzhou.1"):
            self.assertIn(path, listed)
        self.assertNotIn("__pycache__", listed)
        [archive] = out.glob("*.tar.xz")
        with tarfile.open(archive) as tar:
            tar.extractall(self.elsewhere / "unpacked")
        [tree] = (self.elsewhere / "unpacked").iterdir()
        self.assertIn(str(tree), self.call("check", "policy.yaml", tree=tree))


if __name__ == "__main__":
    unittest.main(verbosity=2)
