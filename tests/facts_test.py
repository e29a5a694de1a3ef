#!/usr/bin/env python3
"""The baseline moves like an economy: signs and orders of scripts/facts, for two seeds.

  tests/facts_test.py PROGRAM
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "scripts"))
sys.dont_write_bytecode = True

from _python import need

if __name__ == "__main__":
    try:
        need("numpy", "xarray", "h5netcdf")
    except SystemExit:
        sys.exit(77)  # skipped

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None


OKUN = "Okun: change of unemployment per growth of output"
BEVERIDGE = "Beveridge: change of log vacancies per log unemployment"
WAGES = "wages: growth of real wages per log unemployment"


class Facts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = []
        with tempfile.TemporaryDirectory() as folder:
            for seed in ("1", "2"):
                path = os.path.join(folder, f"{seed}.h5")
                subprocess.run([PROGRAM, "run", os.path.join(HERE, "..", "scenarios", "backcast_2012.yaml"), "--weight", "10000", "--seed", seed, "-o", path],
                               check=True, stdout=subprocess.DEVNULL)
                found = subprocess.run([sys.executable, os.path.join(HERE, "..", "scripts", "facts"), path, "--json"], check=True, capture_output=True, text=True)
                cls.runs.append({row["fact"]: row for row in json.loads(found.stdout)})

    def each(self, fact):
        return [run[fact]["value"] for run in self.runs]

    def test_unemployment_falls_where_output_grows(self):
        for run in self.runs:
            self.assertLess(run[OKUN]["value"] + 2 * run[OKUN]["standard_error"], 0)

    def test_posts_stay_open_where_few_look_for_work(self):
        self.assertLess(sum(self.each(BEVERIDGE)), 0)

    def test_wages_grow_slower_where_many_look_for_work(self):
        for run in self.runs:
            self.assertLess(run[WAGES]["value"] + 2 * run[WAGES]["standard_error"], 0)

    def test_consumption_is_steadier_than_output_and_investment_less(self):
        for c, y, i in zip(*(self.each(f"volatility of {what}, points") for what in ("consumption", "output", "investment"))):
            self.assertLess(c, y)
            self.assertLess(y, i)

    def test_people_move_near_and_to_where_people_are(self):
        self.assertLess(max(self.each("migration: elasticity to distance")), -0.3)
        self.assertGreater(min(self.each("migration: elasticity to people of the destination")), 0.3)


if __name__ == "__main__":
    if PROGRAM is None:
        sys.exit(__doc__)
    unittest.main()
