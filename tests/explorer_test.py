#!/usr/bin/env python3
"""The workbench from a form to an answer, as a person would use it; and what it refuses.

  tests/explorer_test.py PROGRAM FOLDER     FOLDER keeps what npm installs

Without Chromium the parts that need it are left out.
"""

import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from urllib.parse import urlparse

sys.dont_write_bytecode = True

import _browser
from _browser import ROOT

if __name__ == "__main__":
    _browser.choose_python()

PROGRAM, NODE = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
POLICY = (
    'extends: baseline.yaml\ntitle: {en: "T", zh: "T"}\npolicies:\n  - type: fiscal_transfer\n    where: {region:'
    " [GZ]}\n    from: 2022Q3\n    gdp_share: %s\n"
)


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            [ROOT / "scripts" / "explorer", "--folder", folder, "--lang", "en"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "JIUZHOU": PROGRAM},
        )
        self.url = self.process.stdout.readline().strip()
        found = urlparse(self.url)
        self.port, self.path = found.port, found.path

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()
        self.process.stdout.close()

    def ask(self, way, body=None, path=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        text = None if body is None else json.dumps(body)
        given = {} if body is None else {"Content-Type": "application/json"}
        connection.request(
            "GET" if body is None else "POST",
            (self.path if path is None else path) + way,
            text,
            {**given, **{k.replace("_", "-"): v for k, v in headers.items()}},
        )
        answer = connection.getresponse()
        data = answer.read().decode()
        connection.close()
        return answer.status, json.loads(data) if data.startswith(("{", "[")) else data

    def wait(self, name, *states, seconds=240):
        end = time.time() + seconds
        while time.time() < end:
            state = self.ask(f"job/{name}")[1]
            if state["state"] in states:
                return state
            time.sleep(0.2)
        raise AssertionError(f"{states} did not come: {state}")


def job(*strengths, until="2023Q4", seeds=2):
    return {
        "base": "baseline.yaml",
        "until": until,
        "weight": 10000,
        "seeds": seeds,
        "packages": [{"name": f"p{k}", "yaml": POLICY % s} for k, s in enumerate(strengths)],
    }


class Workbench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.runs = os.path.join(cls.folder.name, "effects")
        cls.server = Server(cls.runs)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def test_nobody_else_gets_in(self):
        own = f"127.0.0.1:{self.server.port}"
        self.assertEqual(self.server.ask("about")[0], 200)
        self.assertEqual(self.server.ask("about", path="/")[0], 403, "without the token")
        self.assertEqual(self.server.ask("about", path="/guess/")[0], 403)
        self.assertEqual(self.server.ask("about", Host="evil.example")[0], 403, "another name of this machine")
        self.assertEqual(
            self.server.ask("check", {"yaml": "", "base": "baseline.yaml"}, Origin="http://evil.example")[0],
            403,
            "another site's page",
        )
        self.assertEqual(
            self.server.ask("check", {"yaml": POLICY % "1 %", "base": "baseline.yaml"}, Origin="http://" + own)[0], 200
        )
        self.assertEqual(
            self.server.ask("run", job("1 %"), Content_Type="text/plain")[0],
            400,
            "what a form of another site can send",
        )
        for way in (
            "../explorer",
            "..%2f_program.py",
            "job/../../x",
            "report/0000000000000000/zh",
            "result/..",
            "job/" + "0" * 16,
        ):
            self.assertIn(self.server.ask(way)[0], (400, 404), way)

    def test_only_what_can_be_is_run(self):
        for wrong in (
            {"base": "../../etc/passwd"},
            {"until": "2030"},
            {"seeds": 0},
            {"weight": "many"},
            {"packages": []},
            {"packages": [{"name": "a", "yaml": 3}]},
            {"packages": 7},
        ):
            status, said = self.server.ask("run", {**job("1 %"), **wrong})
            self.assertEqual(status, 400, wrong)
            self.assertTrue(said["error"])
        self.assertEqual(self.server.ask("run", [1])[0], 400)

    def test_what_it_does_not_understand_it_says(self):
        for wrong in (
            {"seeds": 1e400},
            {"weight": []},
            {"packages": [{"name": "\ud800", "yaml": "\ud800"}]},
            {"packages": [{}]},
            {"base": None},
        ):
            self.assertEqual(self.server.ask("run", {**job("1 %"), **wrong})[0], 400, wrong)
        raw = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        deep = {"Content-Type": "application/json"}
        raw.request("POST", self.server.path + "check", "[" * 200000, deep)
        self.assertEqual(raw.getresponse().status, 400)
        raw.close()
        for length in ("-1", "x", str(1 << 40)):
            raw.request("POST", self.server.path + "check", headers={**deep, "Content-Length": length})
            self.assertEqual(raw.getresponse().status, 400, length)
            raw.close()
        self.assertEqual([p for p in os.listdir(os.path.join(self.runs, "explorer")) if p.endswith(".new")], [])

    def test_two_windows_may_ask_the_same(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(lambda _: self.server.ask("check", {"yaml": POLICY % "1 %", "base": "baseline.yaml"}), range(8))
            )
        self.assertTrue(all(status == 200 and said["ok"] for status, said in answers), answers)

    def test_a_strangers_record_stops_no_process_and_hides_no_other(self):
        sleeper = subprocess.Popen(["sleep", "60"])
        own = {"id": "0" * 16, "asked": {}, "command": ["jiuzhou", "60"], "server": 1, "pid": sleeper.pid, "status": None}
        records = {"0" * 16: own, "1" * 16: {}, "2" * 16: [1], "3" * 16: {**own, "id": "3" * 16, "pid": "1"}}
        paths = [pathlib.Path(self.runs, "explorer", name + ".json") for name in records]
        for path, record in zip(paths, records.values()):
            path.write_text(json.dumps(record))
        try:
            self.server.ask("stop", {"id": "0" * 16})
            time.sleep(0.2)
            self.assertIsNone(sleeper.poll())
            status, listed = self.server.ask("jobs")
            self.assertEqual(status, 200)
            names = [j["id"] for j in listed]
            self.assertIn("0" * 16, names)
            self.assertNotIn("3" * 16, names)
        finally:
            sleeper.kill()
            sleeper.wait()
            for path in paths:
                path.unlink()

    def test_it_checks_with_the_programs_own_words(self):
        fine = self.server.ask("check", {"yaml": POLICY % "1 %", "base": "baseline.yaml", "lang": "zh"})[1]
        self.assertTrue(fine["ok"], fine["text"])
        self.assertIn("财政转移支付", fine["text"])
        wrong = self.server.ask("check", {"yaml": POLICY % "120 %", "base": "baseline.yaml"})[1]
        self.assertFalse(wrong["ok"])
        self.assertRegex(wrong["text"], r"7:\d+: error: .*gdp_share")
        self.assertEqual([p for p in os.listdir(os.path.join(self.runs, "explorer")) if p.startswith("check")], [])

    def test_an_answer_with_its_report(self):
        name = self.server.ask("run", job("2 %", "4 %"))[1]["id"]
        state = self.server.wait(name, "done", "failed")
        self.assertEqual((state["state"], state["done"], state["of"]), ("done", 6, 6))
        found = self.server.ask(f"result/{name}")[1]
        self.assertEqual(len(found), 2)
        self.assertEqual(found[0]["years"], [2022, 2023])
        status, page = self.server.ask(f"report/{name}/zh")
        self.assertEqual(status, 200)
        self.assertIn("哪个方案更合算", page)
        # The command it shows gives the same: everything is there already.
        done = subprocess.run([PROGRAM, *state["command"][1:], "--json"], capture_output=True, text=True)
        self.assertEqual(json.loads(done.stdout)[1]["effects"], found[1]["effects"])

    def test_stopped_and_run_again(self):
        asked = job("3 %", until="2030Q4", seeds=8)
        name = self.server.ask("run", asked)[1]["id"]
        self.server.wait(name, "running")
        self.server.ask("stop", {"id": name})
        self.assertEqual(self.server.wait(name, "stopped", "done", "failed")["state"], "stopped")

    def test_a_killed_server_loses_nothing(self):
        server = Server(self.runs)
        name = server.ask("run", job("5 %"))[1]["id"]
        server.wait(name, "running", "done")
        server.stop(signal.SIGKILL)
        other = Server(self.runs)
        try:
            self.assertNotEqual(other.url, server.url)
            self.assertEqual(other.wait(name, "done", "failed", "stopped")["state"], "done")
            self.assertIn(name, [j["id"] for j in other.ask("jobs")[1]])
        finally:
            other.stop()


@unittest.skipIf(_browser.missing(), _browser.missing())
class InABrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = Server(os.path.join(cls.folder.name, "effects"))
        cls.browser = _browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.server.stop()
        cls.folder.cleanup()

    def until(self, script, seconds=240):
        end = time.time() + seconds
        while time.time() < end:
            if found := self.browser.run("return " + script):
                return found
            time.sleep(0.1)
        raise AssertionError(f"did not come: {script}\n" + self.browser.run("return document.body.innerText")[:3000])

    def element(self, selector):
        return self.browser.driver.find_element("css selector", selector)

    def test_from_a_form_to_an_answer(self):
        from selenium.webdriver.support.select import Select

        run = self.browser.run
        self.browser.open(self.server.url)
        self.until("document.body.dataset.ready !== undefined")
        self.assertEqual(run("return document.documentElement.lang"), "en")
        # A form: Guizhou and Yunnan, 4 % of GDP from 2022Q3, coarse and short.
        for code in ("region:GZ", "region:YN"):
            self.element(f'[data-package="0"] .tiles [data-code="{code}"]').click()
        Select(self.element('[data-package="0"] select[aria-label="from"]')).select_by_value("2022Q3")
        Select(self.element('#ask select[aria-label="until"]')).select_by_value("2023Q4")
        Select(self.element('select[aria-label="pairs of runs"]')).select_by_value("2")
        field = self.element('[data-field="gdp_share"]')
        field.send_keys("400 %")
        self.until('document.querySelector("#words-0 pre.wrong")?.textContent.includes("gdp_share")')
        field.clear()
        field.send_keys("4 %")
        self.until('document.querySelector("#words-0 pre[data-ok=true]")')
        plain = self.element("#words-0 .plain").text
        for word in ("2022Q3", "Guizhou", "Yunnan", "gdp_share 4 %"):
            self.assertIn(word, plain)
        self.assertIn("budget", self.element("#words-0 pre[data-ok]").text, "who pays, from the program")
        # Chinese, and a second package as text.
        self.element("#zh").click()
        self.assertIn("在贵州、云南实施财政转移支付：占地区生产总值比例4 %", self.element("#words-0 .plain").text)
        self.element("#en").click()
        run("[...document.querySelectorAll('button')].find(b => b.textContent === 'add a package').click()")
        run(
            "[...document.querySelectorAll('[data-package=\"1\"] button')].find(b => b.textContent === 'edit as"
            " text').click()"
        )
        area = self.element('[data-package="1"] textarea')
        area.clear()
        area.send_keys(POLICY % "1 %")
        self.until('document.querySelector("#words-1 pre[data-ok=true]")')
        started = time.time()
        self.element("#run").click()
        name = self.until('document.querySelector("[data-job]")?.dataset.job')
        self.until('document.querySelector("[data-state=done]")')
        print(f"two packages, 6 runs: {time.time() - started:.1f} s")
        self.assertEqual(len(run("return [...document.querySelectorAll('[data-job] .cards')]")), 2)
        self.assertIn("±", self.element("[data-job] table").text)
        faults = self.browser.faults(text) if (text := _browser.axe(NODE)) else []
        self.assertEqual(faults, [])
        for width in (390, 1280):
            self.browser.width(width)
            self.assertLessEqual(run("return document.documentElement.scrollWidth"), width)
        # The report opens; the page asked nobody but this machine, and nothing complained.
        self.assertEqual([c for c in self.browser.console()], [])
        self.assertTrue(all(u.startswith(self.server.url) for u in self.browser.requests()))
        self.browser.open(self.server.url + f"report/{name}/en")
        self.assertIn("Which package is worth more", self.element("main").text)
        self.assertEqual(self.browser.console(), [])
        # What was asked and what was found are there in a window that comes later.
        self.browser.open(self.server.url)
        self.until('document.querySelector("[data-state=done]")')
        self.assertEqual(self.element('[data-field="gdp_share"]').get_attribute("value"), "4 %")
        self.assertEqual(len(run("return [...document.querySelectorAll('section[data-package]')]")), 2)
        run(
            "[...document.querySelectorAll('[data-package=\"0\"] button')].find(b => b.textContent === 'reset to base"
            " values').click()"
        )
        self.assertEqual(self.element('[data-field="gdp_share"]').get_attribute("value"), "")

    def test_a_server_that_is_gone_is_said_to_be(self):
        server = Server(os.path.join(self.folder.name, "other"))
        self.browser.open(server.url)
        self.until("document.body.dataset.ready !== undefined")
        server.stop()
        self.until('document.getElementById("refused").textContent.includes("nothing is lost")', 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
