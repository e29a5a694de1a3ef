"""Finds the program beside the scripts, and asks it."""

import json
import locale
import os
import shutil
import subprocess
import sys

SCRIPTS = os.path.dirname(os.path.realpath(__file__))
# Of a build tree, then of an installed one (PREFIX/share/jiuzhou/scripts), then on the path.
PLACES = ("../build/release/jiuzhou", "../../../bin/jiuzhou")


def program():
    """The path of the program; JIUZHOU names another one. Exits with 2 where there is none."""
    named = os.environ.get("JIUZHOU")
    for path in (named, *(os.path.join(SCRIPTS, place) for place in PLACES), shutil.which("jiuzhou")):
        if path and os.access(path, os.X_OK):
            return os.path.normpath(path)
        if path == named and named:
            stop(f"JIUZHOU names {named!r}, which is no program")
    stop("there is no program jiuzhou: build it (scripts/run), or let JIUZHOU name it")


def stop(message):
    print(f"{os.path.basename(sys.argv[0])}: {message}", file=sys.stderr)
    sys.exit(2)


def asked(*arguments):
    """What the program prints as JSON. Its errors are its own, and so is its status."""
    done = subprocess.run([program(), *arguments, "--json"], stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(done.returncode)
    return json.loads(done.stdout)


def language():
    """zh or en, as the environment asks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith("zh") else "en"
