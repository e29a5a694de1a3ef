#!/usr/bin/env python3
"""Opens a result file with the readers that people use.

  tests/readers_test.py TEST_PROGRAM

TEST_PROGRAM (the C++ tests) writes a tiny result. Ends with 77 (skipped) where the Python modules are missing; a
command line tool that is not installed is passed over.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scripts"))

from _python import need

SKIPPED = 77
try:
    need("numpy", "xarray", "h5netcdf", "netCDF4", "h5py")
except SystemExit:
    sys.exit(SKIPPED)

import h5py
import netCDF4
import numpy
import xarray

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None
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

    def test_command_line_tools_read_the_header(self):
        for tool in (["ncdump", "-h"], ["h5dump", "-H"]):
            if shutil.which(tool[0]) is None:
                continue
            done = subprocess.run([*tool, self.path], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("gdp", done.stdout)


if __name__ == "__main__":
    if PROGRAM is None:
        sys.exit(__doc__)
    unittest.main()
