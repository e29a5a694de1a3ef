"""Finds an interpreter that has the modules a script needs.

The first `python3` on the path is often a bare one (pyenv, conda) beside the system's, which has the modules. A script
calls need("numpy", ...) before it imports them: the script then goes on here, or starts again under an interpreter that
has them all, or says what is missing and how to install it. JIUZHOU_PYTHON names an interpreter to be tried first.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

PACKAGES = {
    "numpy": "python3-numpy",
    "matplotlib": "python3-matplotlib",
    "xarray": "python3-xarray",
    "h5netcdf": "python3-h5netcdf",
    "netCDF4": "python3-netcdf4",
    "h5py": "python3-h5py",
    "pandas": "python3-pandas",
    "yaml": "python3-yaml",
    "selenium": "python3-selenium",
    "xlsxwriter": "python3-xlsxwriter",
    "scipy": "python3-scipy",
}


def _missing_here(modules):
    return [m for m in modules if importlib.util.find_spec(m) is None]


def _has_all(interpreter, modules):
    test = "import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))"
    try:
        return subprocess.run([interpreter, "-c", test, *modules], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _candidates():
    named = os.environ.get("JIUZHOU_PYTHON")
    for candidate in (named, shutil.which("python3"), "/usr/bin/python3", "/usr/local/bin/python3", shutil.which("python")):
        if candidate:
            yield candidate


def need(*modules):
    """Returns when every module can be imported; else starts the script again elsewhere, or exits with 2."""
    missing = _missing_here(modules)
    if not missing:
        return
    if "JIUZHOU_PYTHON_CHOSEN" not in os.environ:
        for candidate in dict.fromkeys(_candidates()):
            if _has_all(candidate, modules):
                os.environ["JIUZHOU_PYTHON_CHOSEN"] = candidate
                os.execv(candidate, [candidate, *sys.argv])
    names = ", ".join(missing)
    debian = " ".join(PACKAGES.get(m, f"python3-{m}") for m in missing)
    pip = " ".join(missing)
    print(
        f"{os.path.basename(sys.argv[0])}: no Python interpreter here has {names}\n"
        f"  Debian, Ubuntu:  apt-get install {debian}\n"
        f"  elsewhere:       python3 -m pip install {pip}\n"
        f"  or set JIUZHOU_PYTHON to an interpreter that has them",
        file=sys.stderr,
    )
    sys.exit(2)
