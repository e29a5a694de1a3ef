"""Headless Chromium for tests of pages, and the judge of accessibility (axe-core, from npm once)."""

import base64
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from _python import need

AXE = "4.14.1"


def choose_python():
    """The interpreter that has selenium, where one has it; scripts look for their modules themselves."""
    try:
        need("selenium")
    except SystemExit:
        print("What needs a browser is left out.")
    os.environ.pop("JIUZHOU_PYTHON_CHOSEN", None)


def missing():
    """Why no browser can be started here; empty where one can."""
    if importlib.util.find_spec("selenium") is None:
        return "python3-selenium is not installed"
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return f"{program} is not installed"
    return ""


def axe(folder):
    """The text of axe-core; None where npm cannot install it."""
    script = pathlib.Path(folder) / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if not shutil.which("npm"):
            return None
        os.makedirs(folder, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"axe-core@{AXE}"]
        try:
            if subprocess.run(command, capture_output=True, timeout=300).returncode != 0:
                return None
        except subprocess.TimeoutExpired:
            return None
    return script.read_text(encoding="utf-8")


class Browser:
    def __init__(self, language="en"):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            f"--lang={language}",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)

    def close(self):
        self.driver.quit()

    def width(self, pixels):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )

    def scripts_run(self, yes):
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not yes})

    def open(self, url):
        self.driver.get_log("performance"), self.driver.get_log("browser")
        self.driver.get(url)

    def requests(self):
        """Addresses asked for since open(), the page's own first. Data links are no requests."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        urls = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [u for u in urls if not u.startswith("data:")]

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def faults(self, axe_text):
        """Serious and critical faults of accessibility, as axe names them, each with a place."""
        self.run(axe_text)
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations))"
        )
        return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]

    def pdf(self):
        return base64.b64decode(
            self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"]
        )
