#!/usr/bin/env python3
"""The report says what the program found, stands by itself, and is legible to everybody.

  tests/report_test.py PROGRAM FOLDER     FOLDER keeps what npm installs

Without Chromium or npm the parts that need them are left out, which the last line says.
"""

import csv
import html.parser
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile
from urllib.parse import unquote

sys.dont_write_bytecode = True

import _browser
from _browser import ROOT

if __name__ == "__main__":
    _browser.choose_python()

PROGRAM, NODE = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
POLICY = """extends: {base}
title: {{en: Transfer to <{name}>, zh: 对{name}的转移支付}}
description: {{en: "A test & nothing more", zh: "仅为测试"}}
policies:
  - {{type: fiscal_transfer, where: {{block: {block}}}, from: 2022Q3, gdp_share: {share}}}
"""
VOID = {"meta", "link", "img", "br"}


class Page(html.parser.HTMLParser):
    """What is open must be closed in its order; the parts that tests ask for."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.ids, self.links, self.downloads, self.titles, self.words, self.lang = (
            [],
            [],
            [],
            {},
            [],
            [],
            None,
        )
        self.feed(text)
        assert not self.stack, self.stack

    def handle_starttag(self, name, attributes):
        given = dict(attributes)
        assert len(given) == len(attributes), (name, attributes)
        assert "style" not in given and not any(key.startswith("on") for key in given), (name, given)
        if name == "html":
            self.lang = given["lang"]
        if "id" in given:
            self.ids.append(given["id"])
        if name == "a":
            self.links.append(given["href"])
            if "download" in given:
                self.downloads[given["download"]] = given["href"]
        if name not in VOID and not self.get_starttag_text().endswith("/>"):
            self.stack.append(name)

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)

    def handle_endtag(self, name):
        assert self.stack and self.stack[-1] == name, (self.stack, name)
        self.stack.pop()

    def handle_data(self, data):
        if "style" not in self.stack:
            self.words.append(data)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        base = ROOT / "scenarios" / "baseline.yaml"
        for name, block, share in (("west", "west", "6 %"), ("nowhere", "northeast", "0 %")):
            (cls.path / f"{name}.yaml").write_text(
                POLICY.format(base=base, name=name, block=block, share=share), encoding="utf-8"
            )
        run = [
            PROGRAM,
            "effect",
            "west.yaml",
            "nowhere.yaml",
            "--until",
            "2023Q4",
            "--weight",
            "10000",
            "--seeds",
            "3",
            "--quiet",
            "-o",
            "runs",
            "--years",
            "all",
            "--json",
        ]
        cls.found = json.loads(subprocess.run(run, cwd=cls.path, check=True, capture_output=True, text=True).stdout)
        cls.pages = {}
        for language in ("zh", "en"):
            started = time.time()
            cls.report("runs", "--lang", language, "--to", f"{language}.html")
            cls.seconds = time.time() - started
            cls.pages[language] = (cls.path / f"{language}.html").read_text(encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def report(cls, *arguments, status=0, **more):
        done = subprocess.run(
            [ROOT / "scripts" / "report", *arguments],
            cwd=cls.path,
            capture_output=True,
            text=True,
            env={**os.environ, "JIUZHOU": PROGRAM},
            **more,
        )
        assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
        return done.stderr

    def nation(self, policy, measure):
        return next(
            e
            for e in self.found[policy]["effects"]
            if e["kind"] == "nation" and e["measure"] == measure and e["year"] == 2023
        )

    def test_it_says_what_the_program_found(self):
        gdp = self.nation(0, "real_gdp")["percent"]
        said = f"{gdp['mean']:+.2f} ± {gdp['half_width']:.2f}".replace("-", "−")
        for text in self.pages.values():
            self.assertIn(said, text)
        self.assertIn("数据不含港澳台", self.pages["zh"])
        self.assertIn("Hong Kong, Macao and Taiwan", self.pages["en"])
        self.assertIn("Transfer to &lt;west&gt;", self.pages["en"], "titles are text, not HTML")

    def test_a_policy_that_does_nothing_is_not_worth_anything(self):
        self.assertEqual(self.nation(1, "real_gdp")["effect"]["mean"], 0)
        self.assertFalse(
            any(e["told"] for e in self.found[1]["effects"]), "nothing is told from zero where nothing changed"
        )
        self.assertIn("It takes no public money.", self.pages["en"])

    def test_what_is_told_and_nothing_else_is_coloured(self):
        for number, found in enumerate(self.found, 1):
            for text in self.pages.values():
                page = Page(text)
                for measure in ("real_gdp", "population"):
                    rows = list(
                        csv.DictReader(
                            io.StringIO(unquote(page.downloads[f"map_{number}_{measure}.csv"].split(",", 1)[1]))
                        )
                    )
                    told = [
                        e["told"]
                        for e in found["effects"]
                        if e["kind"] == "province" and e["measure"] == measure and e["year"] == 2023
                    ]
                    self.assertEqual([row["told"] == "True" for row in rows], told)
            drawn = re.findall(r'<svg[^>]*class="map".*?</svg>', self.pages["en"], re.S)
            self.assertEqual(len(drawn), 4 * len(self.found))
            told = sum(
                bool(e["told"])
                for e in found["effects"]
                if e["kind"] == "province"
                and e["year"] == 2023
                and e["measure"] in ("real_gdp", "real_income_per_head", "employment", "population")
            )
            quiet = sum(m.count('fill="#f1f3f5"') for m in drawn[4 * (number - 1) : 4 * number])
            self.assertEqual(quiet, 4 * 31 - told)

    def test_a_chart_gives_its_data(self):
        page = Page(self.pages["zh"])
        self.assertGreater(len(page.downloads), 20)
        for name, link in page.downloads.items():
            kind, data = link.split(",", 1)
            self.assertEqual(kind, "data:text/csv;charset=utf-8")
            text = unquote(data)
            self.assertTrue(text.startswith("\ufeff"), "spreadsheets need the mark")
            rows = list(csv.reader(io.StringIO(text[1:])))
            self.assertGreater(len(rows), 1, name)
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, name)
        rows = list(csv.DictReader(io.StringIO(unquote(page.downloads["provinces_1.csv"].split(",", 1)[1])[1:])))
        henan = next(r for r in rows if r["place"] == "HA" and r["measure"] == "real_gdp")
        effect = next(
            e
            for e in self.found[0]["effects"]
            if e["place"] == "HA" and e["measure"] == "real_gdp" and e["year"] == 2023
        )
        self.assertEqual(float(henan["effect"]), effect["effect"]["mean"])
        self.assertEqual(henan["name"], "河南")

    def test_the_file_is_whole_and_asks_for_nothing(self):
        for language, text in self.pages.items():
            page = Page(text)
            self.assertEqual(page.lang, {"zh": "zh-CN", "en": "en"}[language])
            self.assertEqual(len(page.ids), len(set(page.ids)))
            for link in page.links:
                self.assertTrue(link.startswith("data:") or link[1:] in page.ids, link)
            self.assertNotIn("<script", text)
            self.assertIn("default-src 'none'", text)
            self.assertNotRegex("".join(page.words), r"\bnan\b|None|undefined|\{[a-z]+\}")

    def test_the_same_numbers_give_the_same_bytes(self):
        self.report("-", "--lang", "en", "--to", "a.html", input=json.dumps(self.found))
        self.report("-", "--lang", "en", "--to", "a.html", input=json.dumps(self.found))
        again = (self.path / "a.html").read_text(encoding="utf-8")
        command = re.compile(r"<dd>report [^<]*</dd>")
        self.assertEqual(command.sub("", again), command.sub("", self.pages["en"]))

    def test_one_pair_names_nobody(self):
        pair = self.found[0]["origin"]["files"][0]
        self.report(*pair, "--lang", "en", "--to", "one.html")
        text = (self.path / "one.html").read_text(encoding="utf-8")
        self.assertIn("nothing here is told from luck", text)
        self.assertNotIn('class="told"', text)

    def test_an_own_map_is_drawn_by_adcode(self):
        square = lambda x: [[[x, 30], [x + 1, 30], [x + 1, 31], [x, 31], [x, 30]]]
        shapes = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"adcode": 510000},
                    "geometry": {"type": "Polygon", "coordinates": square(100)},
                },
                {
                    "type": "Feature",
                    "properties": {"adcode": "110000"},
                    "geometry": {"type": "MultiPolygon", "coordinates": [square(110), square(112)]},
                },
            ],
        }
        (self.path / "own.geojson").write_text(json.dumps(shapes), encoding="utf-8")
        self.report("runs", "--map", "own.geojson", "--lang", "en", "--to", "map.html")
        text = (self.path / "map.html").read_text(encoding="utf-8")
        first = re.search(r'<svg[^>]*class="map".*?</svg>', text, re.S)[0]
        self.assertEqual(first.count("<path"), 2)
        self.assertIn("Sichuan: ", first)
        self.assertEqual(re.search(r'<path d="([^"]*)"[^>]*><title>Beijing', first)[1].count("M"), 2)
        (self.path / "bad.geojson").write_text("{}", encoding="utf-8")
        self.assertIn("no map by adcode", self.report("runs", "--map", "bad.geojson", status=2))

    def test_a_workbook_has_the_same_numbers(self):
        done = subprocess.run(
            [ROOT / "scripts" / "report", "runs", "--lang", "zh", "--to", "a.xlsx"],
            cwd=self.path,
            capture_output=True,
            text=True,
            env={**os.environ, "JIUZHOU": PROGRAM},
        )
        if "no Python interpreter here has xlsxwriter" in done.stderr:
            self.skipTest("python3-xlsxwriter is not installed")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.report("-", "--lang", "zh", "--to", "b.xlsx", input=json.dumps(self.found))
        with zipfile.ZipFile(self.path / "a.xlsx") as book:
            texts = book.read("xl/sharedStrings.xml").decode()
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
            regions = book.read("xl/worksheets/sheet2.xml").decode()
        self.assertEqual(names, ["全国", "分地区", "分人群", "分行业", "资金", "单位成本", "说明"])
        self.assertIn("河南", texts)
        self.assertIn("数据不含港澳台", texts)
        effect = next(
            e
            for e in self.found[0]["effects"]
            if e["place"] == "HA" and e["measure"] == "real_gdp" and e["year"] == 2023
        )
        self.assertIn(f"<v>{effect['base']:.16G}</v>", regions)
        with zipfile.ZipFile(self.path / "b.xlsx") as book:
            again = book.read("xl/sharedStrings.xml").decode()
        command = re.compile(r"report [^<]*xlsx")
        self.assertEqual(command.sub("", texts), command.sub("", again))

    def test_another_country_has_its_own_words(self):
        abroad = json.loads(json.dumps(self.found).replace("provinces", "states").replace("province", "state"))
        for found in abroad:
            found["money"], found["pack"] = "dollar", "usa-2017"
            found["origin"].update(region_label="state", region_label_zh="州", base_yaml="", policy_yaml="")
        self.report("-", "--lang", "en", "--to", "abroad.html", input=json.dumps(abroad))
        text = (self.path / "abroad.html").read_text(encoding="utf-8")
        said = "".join(Page(text).words)
        self.assertIn("state governments", said)
        self.assertIn("dollar", said)
        self.assertNotRegex(said, r"\b(provinces?|yuan|Hong Kong)\b")
        self.assertEqual(text.count('class="map"'), self.pages["en"].count('class="map"'))
        self.report("-", "--lang", "zh", "--to", "abroad.html", input=json.dumps(abroad))
        said = "".join(Page((self.path / "abroad.html").read_text(encoding="utf-8")).words)
        self.assertNotRegex(said, "省份|港澳台")

    def test_wrong_use_ends_with_2(self):
        self.assertIn("the first argument is", self.report(status=2))
        self.assertIn("not what", self.report("-", status=2, input="no"))
        self.assertIn("no effects", self.report("-", status=2, input="{}"))
        self.report("nowhere_at_all", status=2)
        self.assertIn("cannot be written", self.report("runs", "--to", "no/such/folder.html", status=2))

    def test_what_is_there_is_only_replaced_if_it_is_a_report(self):
        text = json.dumps(self.found)
        (self.path / "mine.html").write_text("<!doctype html>mine", encoding="utf-8")
        self.assertIn("not a report", self.report("-", "--to", "mine.html", status=2, input=text))
        self.assertEqual((self.path / "mine.html").read_text(encoding="utf-8"), "<!doctype html>mine")
        self.assertIn("ends in .html", self.report("west.yaml", "--to", "west.yaml", status=2))
        self.assertIn("empty", self.report("-", "--to", "", status=2, input=text))
        (self.path / "link.html").symlink_to("/dev/stdout")
        for place in ("/dev/stdout", "link.html", "runs", "report.pdf"):
            self.report("-", "--to", place, status=2, input=text)
        self.report("-", "--to", "kept.html", input=text)
        (self.path / "kept.html").chmod(0o444)
        self.assertIn("write-protected", self.report("-", "--to", "kept.html", status=2, input=text))
        (self.path / "kept.html").chmod(0o640)
        (self.path / "to.html").symlink_to("kept.html")
        self.report("-", "--to", "to.html", input=text)
        self.assertTrue((self.path / "to.html").is_symlink(), "what a link names is replaced, not the link")
        self.assertEqual((self.path / "kept.html").stat().st_mode & 0o777, 0o640)
        self.assertEqual(list(self.path.glob("*.new")), [])

    def test_what_a_stranger_sends_is_text_or_refused(self):
        bad = "=1+1\"'><script>alert(1)</script>\x07"
        keys = {"kind", "measure", "place", "block", "industry", "of", "files", "seeds", "pack", "unit"}
        keys |= {"first_quarter", "last_quarter", "region_label", "tile_row", "tile_col"}

        def marked(x):
            if isinstance(x, dict):
                return {k: v if k in keys else marked(v) for k, v in x.items()}
            return [marked(v) for v in x] if isinstance(x, list) else bad if isinstance(x, str) else x

        self.report("-", "--lang", "en", "--to", "strange.html", input=json.dumps(marked(self.found)))
        text = (self.path / "strange.html").read_text(encoding="utf-8")
        self.assertNotIn("<script", text)
        self.assertNotIn("\x07", text)
        for link in Page(text).downloads.values():
            for row in csv.reader(io.StringIO(unquote(link.split(",", 1)[1])[1:])):
                self.assertFalse(any(cell.startswith("=") for cell in row), row)
        for key, value in (("effects", 1), ("places", [None]), ("origin", []), ("costs", {}), ("measures", None), ("policy", 7)):
            broken = [{**self.found[0], key: value}]
            self.assertIn("not what", self.report("-", "--to", "b.html", status=2, input=json.dumps(broken)))
        self.assertIn("not what", self.report("-", status=2, input="[" * 100000))
        self.assertFalse((self.path / "b.html").exists())

    def test_it_takes_under_two_seconds(self):
        """Of the processor; the clock also runs for other programs of the machine."""
        before = os.times()
        self.report("runs", "--lang", "en", "--to", "fast.html")
        after = os.times()
        self.assertLess(after.children_user + after.children_system - before.children_user - before.children_system, 2)


@unittest.skipIf(_browser.missing(), _browser.missing())
class InABrowser(Report):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = _browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        super().tearDownClass()

    def test_nothing_is_asked_for_and_nothing_complains(self):
        for language in self.pages:
            url = (self.path / f"{language}.html").as_uri()
            self.browser.open(url)
            self.assertEqual(self.browser.requests(), [url])
            self.assertEqual(self.browser.console(), [])

    def test_it_fits_a_phone_a_tablet_and_a_desk(self):
        for width in (390, 820, 1440):
            for language in self.pages:
                self.browser.width(width)
                self.browser.open((self.path / f"{language}.html").as_uri())
                self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
                small = self.browser.run(
                    "return [...document.querySelectorAll('svg.path text')].filter(t =>"
                    " t.getBoundingClientRect().height < 9).length"
                )
                self.assertEqual(small, 0, "labels are legible")

    def test_it_is_there_without_scripts(self):
        self.browser.width(1280)
        self.browser.scripts_run(False)
        try:
            self.browser.open((self.path / "zh.html").as_uri())
            self.assertIn("谁出资", self.browser.driver.find_element("tag name", "main").text)
        finally:
            self.browser.scripts_run(True)

    def test_it_prints(self):
        self.browser.open((self.path / "zh.html").as_uri())
        pdf = self.browser.pdf()
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertGreater(len(pdf), 50000)

    def test_nobody_is_kept_out(self):
        text = _browser.axe(NODE)
        if text is None:
            self.skipTest("npm cannot install axe-core")
        self.browser.open("data:text/html,<html><title>t</title><a href='/'><img src=''></a>")
        self.assertTrue(self.browser.faults(text), "it sees a picture without words")
        for language in self.pages:
            self.browser.open((self.path / f"{language}.html").as_uri())
            self.assertEqual(self.browser.faults(text), [])


def load_tests(loader, _, __):
    """What needs no browser is not run a second time in it."""
    suite = unittest.TestSuite()
    case = Report if _browser.missing() else InABrowser
    suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


if __name__ == "__main__":
    unittest.main(verbosity=2)
