#!/usr/bin/env python3
"""Opens a result file with the readers that people use.

  tests/readers_test.py TEST_PROGRAM PROGRAM

TEST_PROGRAM (the C++ tests) writes a tiny result. Ends with 77 (skipped) where the Python modules are missing; a
command line tool or R package that is not installed is passed over, and said so.
"""

import importlib.machinery
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from _python import need

SKIPPED = 77
try:
    need("numpy", "pandas", "xarray", "h5netcdf", "netCDF4", "h5py", "matplotlib")
except SystemExit:
    sys.exit(SKIPPED)

import h5py
import netCDF4
import numpy
import pandas
import xarray

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None
JIUZHOU = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None
QUARTERS, GDP = 6, 200.0  # of the sample: two regions, 1 % growth a quarter


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "sample.h5")
        environment = dict(os.environ, JIUZHOU_SAMPLE=cls.path)
        subprocess.run([PROGRAM, "--gtest_filter=OutputSample.*"], env=environment, check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check_with_xarray(self, engine):
        with xarray.open_dataset(self.path, engine=engine) as data:
            gdp = data.gdp.sel(province="AA")
            numpy.testing.assert_allclose(gdp, GDP * 1.01 ** numpy.arange(QUARTERS))
            self.assertEqual(str(data.time.values[1])[:10], "2000-04-01")
            self.assertEqual(list(data.province_name_zh.values), ["海港", "中谷"])
            self.assertIn("province_name_zh", data.gdp.coords)
            self.assertEqual(data.gdp.attrs["units"], "yuan/quarter")
            self.assertEqual(data.gdp.attrs["long_name_zh"], "地区生产总值（现价）")
            self.assertEqual(data.gdp.dtype, numpy.float64)
            self.assertEqual(data.migration_flow.dims, ("time", "from", "to"))
            self.assertTrue(numpy.isnan(data.national_growth.values[:4]).all())
            self.assertEqual(data.attrs["status"], "complete")
            self.assertEqual(data.attrs["seed"], "0xfedcba9876543210")
            self.assertEqual(str(data.scenario_yaml.values), "seed: 1\n")

    def test_xarray_h5netcdf(self):
        self.check_with_xarray("h5netcdf")

    def test_xarray_netcdf4(self):
        self.check_with_xarray("netcdf4")

    def test_netcdf4_can_append_to_a_copy(self):
        copy = self.path + ".copy.nc"
        shutil.copy(self.path, copy)
        with netCDF4.Dataset(copy, "r+") as data:
            data.comment = "mine"
            data.createVariable("mine", "f8", ("time",))[:] = numpy.arange(QUARTERS)
        with netCDF4.Dataset(copy) as data:
            self.assertEqual(data.comment, "mine")

    def test_netcdf_sees_the_dimensions_by_name(self):
        with netCDF4.Dataset(self.path) as data:
            self.assertEqual(list(data.dimensions)[:3], ["time", "province", "industry"])
            self.assertTrue(data.dimensions["time"].isunlimited())
            self.assertFalse([d for d in data.dimensions if d.startswith("phony")])

    def test_h5py_finds_a_scale_on_every_axis(self):
        with h5py.File(self.path) as file:
            for name, dataset in file.items():
                if "DIMENSION_LIST" in dataset.attrs:
                    for axis in dataset.dims:
                        self.assertEqual(len(axis), 1, name)

    def test_pandas_gets_a_labelled_table(self):
        with xarray.open_dataset(self.path, engine="h5netcdf") as data:
            table = data[["gdp", "population"]].to_dataframe()
        self.assertIsInstance(table, pandas.DataFrame)
        self.assertEqual(table.index.names, ["time", "province"])
        row = table.loc[(pandas.Timestamp("2000-04-01"), "AA")]
        self.assertAlmostEqual(row.gdp, GDP * 1.01)
        self.assertEqual(row.province_name_zh, "海港")

    def output_of(self, command):
        """What a program prints; the test is skipped where it is not installed."""
        if shutil.which(command[0]) is None:
            self.skipTest(f"{command[0]} is not installed")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_ncdump(self):
        header = self.output_of(["ncdump", "-h", self.path])
        for line in ("time = UNLIMITED ; // (6 currently)", "province = 2 ;", "double gdp(time, province) ;",
                     'gdp:units = "yuan/quarter" ;', 'gdp:long_name_zh = "地区生产总值（现价）" ;',
                     'time:units = "days since 2000-01-01 00:00:00" ;'):
            self.assertIn(line, header)
        values = self.output_of(["ncdump", "-v", "gdp,province", self.path]).split("data:")[1]
        self.assertIn('province = "AA", "BB" ;', values)
        self.assertIn("200, 200,", values)

    def test_h5dump(self):
        text = self.output_of(["h5dump", "-d", "/gdp", self.path])
        self.assertIn("(0,0): 200, 200,", text)
        self.assertIn("DIMENSION_LIST", text)
        self.assertIn("CSET H5T_CSET_UTF8", self.output_of(["h5dump", "-d", "/province_name_zh", self.path]))

    def output_of_r(self, package, script):
        if shutil.which("Rscript") is None:
            self.skipTest("R is not installed")
        check = f"quit(status = if (requireNamespace('{package}', quietly = TRUE)) 0 else 1)"
        if subprocess.run(["Rscript", "-e", check], capture_output=True).returncode != 0:
            self.skipTest(f"the R package {package} is not installed")
        return self.output_of(["Rscript", "--vanilla", "-e", script.replace("FILE", self.path)]).splitlines()

    def test_r_ncdf4(self):
        lines = self.output_of_r("ncdf4", """
            run <- ncdf4::nc_open('FILE')
            gdp <- ncdf4::ncvar_get(run, 'gdp')
            cat(dim(gdp), '\\n', sprintf('%.6f', gdp[1, 2]), '\\n', ncdf4::ncvar_get(run, 'province'), '\\n')
            cat(ncdf4::ncatt_get(run, 'gdp', 'units')$value, '\\n', ncdf4::ncatt_get(run, 'time', 'units')$value, '\\n', sep = '')
            cat(utf8ToInt(ncdf4::ncvar_get(run, 'province_name_zh')[1]), '\\n')""")
        self.assertEqual([line.strip() for line in lines], ["2 6", f"{GDP * 1.01:.6f}", "AA BB", "yuan/quarter",
                         "days since 2000-01-01 00:00:00", " ".join(str(ord(c)) for c in "海港")])

    def test_r_rhdf5(self):
        lines = self.output_of_r("rhdf5", """
            gdp <- suppressWarnings(rhdf5::h5read('FILE', 'gdp'))
            cat(dim(gdp), '\\n', sprintf('%.6f', gdp[1, 2]), '\\n', rhdf5::h5read('FILE', 'province'), '\\n')
            cat(rhdf5::h5readAttributes('FILE', 'gdp')$units, '\\n')""")
        self.assertEqual([line.strip() for line in lines], ["2 6", f"{GDP * 1.01:.6f}", "AA BB", "yuan/quarter"])


class MergedFile(unittest.TestCase):
    """A sweep of two scenarios and two seeds, one run lost, as one file."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = cls.folder.name
        pack = os.path.join(ROOT, "scenarios", "packs", "toyland")
        with open(os.path.join(folder, "toy.yaml"), "w", encoding="utf-8") as file:
            file.write(f"title: {{en: Toy, zh: 玩具}}\npack: {pack}\nhorizon: {{until: 2000Q2}}\nweight: 10000\n")
        with open(os.path.join(folder, "help.yaml"), "w", encoding="utf-8") as file:
            file.write("extends: toy.yaml\npolicies: [{name: help, type: fiscal_transfer, budget: 100 million yuan/year}]\n")
        with open(os.path.join(folder, "plan.yaml"), "w", encoding="utf-8") as file:
            file.write("scenarios: [toy.yaml, help.yaml]\nseeds: [1, 2]\n")
        def jiuzhou(*arguments):
            return subprocess.run([JIUZHOU, *arguments], cwd=folder, capture_output=True, text=True).returncode
        assert jiuzhou("sweep", "plan.yaml", "-o", "out") == 0
        with open(os.path.join(folder, "out", "runs.jsonl"), encoding="utf-8") as file:
            cls.runs = [json.loads(line)["run_id"] for line in list(file)[1:]]
        os.remove(os.path.join(folder, "out", "runs", cls.runs[1] + ".h5"))
        assert jiuzhou("sweep", "merge", "out", "-o", "merged.h5") == 75
        cls.path = os.path.join(folder, "merged.h5")
        cls.own = os.path.join(folder, "out", "runs", cls.runs[3] + ".h5")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check_with_xarray(self, engine):
        with xarray.open_dataset(self.path, engine=engine) as data, xarray.open_dataset(self.own, engine=engine) as own:
            self.assertEqual(data.gdp.dims, ("run", "time", "province"))
            self.assertEqual(list(data.run.values), self.runs)
            self.assertEqual(list(data.run_scenario.values), ["toy", "toy", "help", "help"])
            self.assertEqual(list(data.run_status.values), ["done", "missing", "done", "done"])
            self.assertIn("run_status", data.gdp.coords)
            self.assertTrue(numpy.isnan(data.gdp[1]).all())
            numpy.testing.assert_array_equal(data.gdp.sel(run=self.runs[3]), own.gdp)
            numpy.testing.assert_array_equal(data.time, own.time)
            kept = data.gdp.where(data.run_status == "done", drop=True).groupby("run_scenario").mean()
            self.assertEqual(list(kept.run_scenario.values), ["help", "toy"])

    def test_xarray_h5netcdf(self):
        self.check_with_xarray("h5netcdf")

    def test_xarray_netcdf4(self):
        self.check_with_xarray("netcdf4")


def script(name):
    """A file of scripts/ as a module."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(ROOT, "scripts", name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


class Plot(unittest.TestCase):
    """The figure of an effect."""

    @classmethod
    def setUpClass(cls):
        cls.plot = script("plot")
        cls.plot.style()
        cls.folder = tempfile.TemporaryDirectory()
        pack = os.path.join(ROOT, "scenarios", "packs", "toyland")
        with open(os.path.join(cls.folder.name, "toy.yaml"), "w", encoding="utf-8") as file:
            file.write(f"title: {{en: Toy, zh: 玩具}}\npack: {pack}\nhorizon: {{until: 2000Q4}}\nweight: 10000\n")
        with open(os.path.join(cls.folder.name, "help.yaml"), "w", encoding="utf-8") as file:
            file.write("extends: toy.yaml\ntitle: {en: Help, zh: 帮助}\npolicies: [{type: fiscal_transfer, where: {region: AA}, gdp_share: 5 %}]\n")
        for name in ("toy", "help"):
            cls.jiuzhou("run", f"{name}.yaml", "-o", f"{name}.h5", "--progress", "none")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def jiuzhou(cls, *arguments):
        return subprocess.run([JIUZHOU, *arguments], cwd=cls.folder.name, check=True, capture_output=True, text=True).stdout

    def test_effect_is_the_first_less_the_second_as_compare_prints_it(self):
        policy, base = (self.plot.Result(os.path.join(self.folder.name, f"{name}.h5")) for name in ("help", "toy"))
        compared = json.loads(self.jiuzhou("compare", "toy.h5", "help.h5", "--json"))
        percent = {e["place"]: e["percent"]["mean"] for e in compared["effects"] if e["measure"] == "real_gdp"}
        self.assertGreater(percent["AA"], 1)  # a twentieth of its GDP is spent there
        for lang, title in (("en", "Effect: 'Help' less 'Toy'"), ("zh", "效果：“帮助”减“玩具”")):
            figure = self.plot.effect([policy, base], None, self.plot.Words(lang))
            line, tiles = figure.axes
            self.assertEqual(numpy.sign(line.lines[0].get_ydata().mean()), numpy.sign(percent["nation"]))
            names = self.plot.tile_names(policy, self.plot.Words(lang))
            drawn = [text.get_text() for text in tiles.texts]  # name, number, name, number ...
            self.assertEqual(drawn, [text for name, region in zip(names, policy.regions) for text in (name, f"{percent[region]:+.2f}")])
            self.assertIn(title, [text.get_text() for text in figure.texts])
            self.plot.plt.close(figure)


class FiscalStatement(unittest.TestCase):
    """What governments receive, pay and owe, of shipped scenarios with policies on."""

    def test_sums_to_the_ledger(self):
        fiscal = script("fiscal")
        with tempfile.TemporaryDirectory() as folder:
            for name in ("western_development", "work_relief"):
                path = os.path.join(folder, name + ".h5")
                scenario = os.path.join(ROOT, "scenarios", name + ".yaml")
                subprocess.run([JIUZHOU, "run", scenario, "--weight", "20000", "--until", "2027Q4", "-o", path, "--progress", "none"],
                               check=True, capture_output=True)
                run = fiscal.Result(path)
                self.assertGreater(run.quarterly("policy_cost").sum(), 0, name)
                rows = {(level, item): values for level, item, values in fiscal.statement(run, run.years)}
                for level in fiscal.LEVELS:
                    items = {item: values for (of, item), values in rows.items() if of == level and item != "debt at the end"}
                    turnover = sum(numpy.abs(values) for values in items.values())
                    # Each account is closed by what is borrowed, and debt rises by that and by nothing else.
                    self.assertLess((numpy.abs(sum(items.values())) / turnover).max(), 1e-9, (name, level))
                    risen = numpy.diff(rows[level, "debt at the end"])
                    self.assertLess((numpy.abs(risen - items["loan"][1:]) / turnover[1:]).max(), 1e-6, (name, level))


class StudentT(unittest.TestCase):
    """The intervals of the scripts."""

    def test_quantiles_are_those_of_the_tables(self):
        sys.path.insert(0, os.path.join(ROOT, "scripts"))
        from _results import t_two_sided

        for freedom, value in ((1, 12.7062), (2, 4.3027), (4, 2.7764), (9, 2.2622), (30, 2.0423)):
            self.assertAlmostEqual(t_two_sided(0.95, freedom) / value, 1, delta=2e-5)


if __name__ == "__main__":
    if JIUZHOU is None:
        sys.exit(__doc__)
    unittest.main()
