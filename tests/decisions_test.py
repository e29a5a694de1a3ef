#!/usr/bin/env python3
"""Scripts that take effects apart give the known answers of made-up problems, and run from a scenario to a table on toyland.

  tests/decisions_test.py PROGRAM
"""

import csv
import importlib.machinery
import importlib.util
import itertools
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))
sys.dont_write_bytecode = True

from _python import need

need("numpy", "scipy", "h5py", "xarray", "yaml", "matplotlib")
os.environ.pop("JIUZHOU_PYTHON_CHOSEN", None)  # scripts look for their modules themselves
import numpy

from _packages import Package
from _sensitivity import linear, saltelli

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None
TOY = f"pack: {ROOT}/scenarios/packs/toyland\nhorizon: {{until: 2002Q4}}\nweight: 5000\n"
PACKAGE = """# three policies
extends: toy.yaml
policies:
  - {name: roads, type: infrastructure, where: {region: BB}, from: 2001Q1, budget: 300 million yuan/year}
  # between them
  - name: money
    type: fiscal_transfer
    where: {region: AA}
    from: 2001Q1
    budget: 500 million yuan/year
  - {type: skill_training, from: 2001Q1, budget: 50 million yuan/year}
"""


def script(name):
    """A script as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def design(blocks, factors, seed):
    """A design of Saltelli from independent uniform numbers."""
    draw, rows = numpy.random.default_rng(seed), []
    for _ in range(blocks):
        a, b = draw.random(factors), draw.random(factors)
        rows.append(a)
        for i in range(factors):
            rows.append(numpy.where(numpy.arange(factors) == i, b, a))
        rows.append(b)
    return numpy.array(rows)


class Sensitivity(unittest.TestCase):
    def test_indices_of_ishigamis_function_are_the_known_ones(self):
        # y = sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, x in [-π, π]: V = 1/2 + 7²/8 + 0.1 π⁴/5 + 0.1² π⁸/18
        points = design(4000, 3, 1)
        x = math.pi * (2 * points - 1)
        found, blocks = saltelli(
            points, numpy.sin(x[:, 0]) + 7 * numpy.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * numpy.sin(x[:, 0])
        )
        p = math.pi
        whole = 0.5 + 49 / 8 + 0.1 * p**4 / 5 + 0.01 * p**8 / 18
        first = [0.5 * (1 + 0.1 * p**4 / 5) ** 2 / whole, 49 / 8 / whole, 0]
        third = 0.01 * p**8 * (1 / 18 - 1 / 50) / whole
        total = [first[0] + third, first[1], third]
        self.assertEqual(blocks, 4000)
        for name, known in (("S1", first), ("ST", total)):
            value, half = found[name]
            for i in range(3):
                # The half width is that of a 95 % interval: one and a half are three standard errors.
                self.assertLess(abs(value[i] - known[i]), 1.5 * half[i], f"{name} of x{i + 1}")
                self.assertLess(half[i], 0.1)

    def test_a_straight_line_has_the_same_effect_everywhere(self):
        points = design(20, 3, 2)
        found, _ = saltelli(points, 5 - 2 * points[:, 0] + 3 * points[:, 1])
        numpy.testing.assert_allclose(found["mu"][0], [-2, 3, 0], atol=1e-12)
        numpy.testing.assert_allclose(found["mu_star"][0], [2, 3, 0], atol=1e-12)
        numpy.testing.assert_allclose(found["sigma"][0], [0, 0, 0], atol=1e-6)

    def test_blocks_with_a_missing_run_are_left_out(self):
        points = design(10, 2, 3)
        values = points[:, 0].copy()
        values[5] = numpy.nan
        found, blocks = saltelli(points, values)
        self.assertEqual(blocks, 9)
        numpy.testing.assert_allclose(found["mu"][0], [1, 0], atol=1e-12)

    def test_a_line_through_any_design(self):
        points = numpy.array(list(itertools.product((0, 0.5, 1), repeat=2)))
        across, half, fit = linear(points, 1 + 4 * points[:, 0] - points[:, 1], 0.95, lambda level, freedom: 2.0)
        numpy.testing.assert_allclose(across, [4, -1], atol=1e-12)
        self.assertAlmostEqual(fit, 1)


class Contributions(unittest.TestCase):
    def test_shapley_values_by_hand(self):
        # Alone 1, 2 and 0; the first two together 5 more, the third doubles the first: 1 more.
        alone, shapley = (1, 2, 0), script("shapley")
        values = {
            p: sum(alone[i] for i in p) + 5 * ({0, 1} <= set(p)) + ({0, 2} <= set(p))
            for k in range(4)
            for p in itertools.combinations(range(3), k)
        }
        # What two do together is theirs by halves.
        numpy.testing.assert_allclose(shapley.exact(values, 3), [1 + 2.5 + 0.5, 2 + 2.5, 0.5])
        orders = list(itertools.permutations(range(3)))
        numpy.testing.assert_allclose(
            numpy.mean([shapley.along(values, o) for o in orders], axis=0), shapley.exact(values, 3)
        )

    def test_many_policies_are_met_by_some_orders_and_their_reverse(self):
        shapley = script("shapley")
        self.assertIsNone(shapley.orders_of(6, 16))
        orders = shapley.orders_of(8, 16)
        self.assertEqual(len(orders), 16)
        self.assertEqual(orders[0], orders[1][::-1])
        parts = shapley.parts_of(8, orders)
        self.assertLess(len(parts), 2**8)
        self.assertEqual(parts[0], ())
        for order in orders:
            for k in range(9):
                self.assertIn(tuple(sorted(order[:k])), parts)


class Goal(unittest.TestCase):
    def test_the_cheapest_point_that_nine_of_ten_seeds_reach(self):
        # Both strengths do the same and the second costs twice as much; seed k needs k / 10 of them together.
        goal = script("goal")
        needs = numpy.arange(1, 11) / 10
        x, is_found = goal.cheapest(lambda x: x[0] + 2 * x[1], lambda x: x.sum() - needs, 2, 0.9)
        self.assertTrue(is_found)
        numpy.testing.assert_allclose(x, [0.9, 0], atol=2e-3)
        # More than the first can give: the second makes up for it.
        x, is_found = goal.cheapest(lambda x: x[0] + 2 * x[1], lambda x: x.sum() - needs - 0.5, 2, 0.9)
        self.assertTrue(is_found)
        numpy.testing.assert_allclose(x, [1, 0.4], atol=2e-3)
        self.assertFalse(goal.cheapest(lambda x: x.sum(), lambda x: x.sum() - needs - 2, 2, 0.9)[1])

    def test_an_emulator_of_degree_two_is_exact_for_one(self):
        goal, draw = script("goal"), numpy.random.default_rng(1)
        points = draw.random((20, 2))
        values = (1 + points[:, 0] * points[:, 1] - 3 * points[:, 1] ** 2)[:, None]
        fit, left = goal.emulator(points, values)
        self.assertAlmostEqual(float(fit(numpy.array([0.3, 0.7]))[0]), 1 + 0.21 - 3 * 0.49)
        self.assertLess(left[0], 1e-9)


@unittest.skipIf(PROGRAM is None, "needs the program")
class OnToyland(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.held = tempfile.TemporaryDirectory()
        cls.top = pathlib.Path(cls.held.name)
        (cls.top / "toy.yaml").write_text("title: {en: Toy, zh: 玩具}\n" + TOY, encoding="utf-8")
        (cls.top / "package.yaml").write_text(PACKAGE, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.held.cleanup()

    def call(self, name, *arguments, status=0):
        done = subprocess.run(
            [SCRIPTS / name, *arguments],
            cwd=self.top,
            capture_output=True,
            text=True,
            env={**os.environ, "JIUZHOU": PROGRAM, "LC_ALL": "C.UTF-8"},
        )
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def rows(self, file):
        with open(self.top / file, encoding="utf-8", newline="") as opened:
            return list(csv.DictReader(opened))

    def test_parts_of_a_package_are_scenarios_of_their_own(self):
        package = Package(str(self.top / "package.yaml"))
        self.assertEqual(package.names, ["roads", "money", "skill_training"])
        self.assertNotIn("policies", package.text(()))
        (self.top / "part.yaml").write_text(package.text((1, 2)), encoding="utf-8")
        done = subprocess.run(
            [PROGRAM, "check", "--resolved", "part.yaml"], cwd=self.top, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("fiscal_transfer", done.stdout)
        self.assertNotIn("infrastructure\n", done.stdout)

    def test_contributions_sum_to_the_effect_of_the_package(self):
        text = self.call(
            "shapley",
            "package.yaml",
            "-o",
            "parts",
            "--seeds",
            "2",
            "--measure",
            "real_gdp,gdp@AA",
            "--csv",
            "parts.csv",
        )
        self.assertIn("skill_training", text)
        rows = self.rows("parts.csv")
        for measure in ("real_gdp", "gdp@AA"):
            of = [r for r in rows if r["measure"] == measure]
            whole = [float(r["value"]) for r in of if r["policy"] == "package"]
            self.assertAlmostEqual(
                sum(float(r["value"]) for r in of if r["statistic"] == "contribution"), whole[0], places=9
            )
        # From the folder alone, in Chinese; another year.
        self.assertIn("沙普利值", self.call("shapley", "parts", "--lang", "zh", "--year", "2001"))
        # A plan of the user's stays.
        (self.top / "mine").mkdir(exist_ok=True)
        (self.top / "mine" / "plan.yaml").write_text("scenarios: [../toy.yaml]\n", encoding="utf-8")
        self.assertIn("plan of yours", self.call("shapley", "package.yaml", "-o", "mine", status=2))

    def test_channels_and_the_rest_sum_to_the_effect(self):
        self.call("why", "package.yaml", "-o", "why", "--seeds", "2", "--measure", "real_gdp", "--csv", "why.csv")
        value = {r["channel"]: float(r["value"]) for r in self.rows("why.csv")}
        self.assertAlmostEqual(sum(v for k, v in value.items() if k != "effect"), value["effect"], places=9)
        self.assertIn("no folder of this script", self.call("why", ".", status=2))

    def test_a_design_of_saltelli_from_the_plan_to_the_table(self):
        (self.top / "sens.yaml").write_text(
            "scenarios: [toy.yaml, package.yaml]\nseeds: {count: 2}\nuntil: 2001Q4\ndesign:\n  kind: saltelli\n  points: 3\n"
            "  parameters: {migration.income: {from: 0.2, to: 0.6}, policies.money.budget: {from: 0.1 bn yuan/year, to: 2 bn yuan/year}}\n",
            encoding="utf-8",
        )
        done = subprocess.run(
            [PROGRAM, "sweep", "sens.yaml", "-o", "sens", "--quiet"], cwd=self.top, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        text = self.call("sensitivity", "sens", "--measure", "central_debt", "--csv", "sens.csv")
        self.assertIn("the effect of package beside toy", text)
        mu = {r["parameter"]: float(r["value"]) for r in self.rows("sens.csv") if r["statistic"] == "mu"}
        self.assertGreater(mu["policies.money.budget"], 0, "the centre pays it and borrows more")
        self.assertGreater(mu["policies.money.budget"], abs(mu["migration.income"]))
        self.assertIn(
            "there is no measure or series", self.call("sensitivity", "sens", "--measure", "no_such", status=2)
        )

    def test_a_goal_is_run_with_what_was_found(self):
        (self.top / "goal.yaml").write_text(
            "package: package.yaml\nstrengths:\n  policies.money.budget: {from: 0 bn yuan/year, to: 2 bn yuan/year}\n"
            "  policies.roads.budget: {from: 0 bn yuan/year, to: 2 bn yuan/year}\n"
            "targets:\n  - {measure: central_debt, at_least: 0.5}\nuntil: 2002Q4\nseeds: 3\npoints: 8\nshare: 60 %\n",
            encoding="utf-8",
        )
        self.call("goal", "goal.yaml", "-o", "goal", "--json", "goal.json")
        found = json.loads((self.top / "goal.json").read_text())
        self.assertEqual(set(found["mix"]), {"policies.money.budget", "policies.roads.budget"})
        self.assertGreaterEqual(found["share"], 0.6)
        (self.top / "bad.yaml").write_text(
            "package: package.yaml\nstrength: {}\ntargets: [{measure: real_gdp}]\n", encoding="utf-8"
        )
        self.assertIn("unknown key 'strength'", self.call("goal", "bad.yaml", "-o", "bad", status=2))

    def test_a_scenario_follows_what_was_observed(self):
        """People of AA grow by 1 % a year more than those of others, and goods of BB are wanted more."""
        (self.top / "long.yaml").write_text("extends: toy.yaml\nhorizon: {until: 2004Q4}\nweight: 50\n", encoding="utf-8")
        lines = ["region,year,gdp,population"]
        for year in range(2000, 2004):
            lines += [f"AA,{year},100,{100 * 1.01 ** (year - 2000)}", f"BB,{year},{100 + 2 * (year - 2000)},100", f"CC,{year},100,100"]
        (self.top / "seen.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ("--observed", "seen.csv", "--until", "2003", "--rounds", "4", "--weight", "50")
        said = self.call("steer", "long.yaml", "-o", "followed.yaml", *options).splitlines()
        errors = [[float(x.split()[-1]) for x in line.split("%")[:2]] for line in said if line.startswith("round")]
        self.assertEqual(len(errors), 5)
        self.assertLess(min(sum(e) for e in errors[1:]), sum(errors[0]) / 2)
        subprocess.run([PROGRAM, "check", self.top / "followed.yaml"], check=True, stdout=subprocess.DEVNULL)
        self.assertEqual([p.name for p in self.top.glob(".steer*")], [])
        self.call("steer", "long.yaml", "-o", "followed.yaml", *options[:4], "--rounds", "0", "--weight", "5000")  # its own
        self.assertIn("input", self.call("steer", "long.yaml", "-o", "long.yaml", status=2))
        self.assertIn("not replaced", self.call("steer", "long.yaml", "-o", "toy.yaml", status=2))

    def test_flows_and_fans_of_a_sweep(self):
        (self.top / "plan.yaml").write_text("scenarios: [toy.yaml]\nseeds: {count: 4}\n", encoding="utf-8")
        subprocess.run(
            [PROGRAM, "sweep", "plan.yaml", "-o", "seeds", "--quiet"], cwd=self.top, check=True, capture_output=True
        )
        self.call("flows", "seeds", "--by", "province", "--csv", "flows.csv")
        rows = self.rows("flows.csv")
        self.assertEqual(len(rows), 9)
        self.assertTrue(all(r["runs"] == "4" and float(r["persons"]) >= 0 for r in rows))
        self.call("fan", "seeds", "--series", "gdp_real@BB", "-o", "fan.svg", "--csv", "fan.csv")
        self.assertTrue((self.top / "fan.svg").stat().st_size > 1000)
        for r in self.rows("fan.csv"):
            bands = [float(r[k]) for k in ("p5", "p25", "median", "p75", "p95")]
            self.assertEqual(bands, sorted(bands))
        self.assertIn("has no 'ZZ'", self.call("fan", "seeds", "--series", "gdp_real@ZZ", status=2))


if __name__ == "__main__":
    unittest.main()
