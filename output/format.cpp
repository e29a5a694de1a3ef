#include <fmt/core.h>

#include <string>

#include "output/series.hpp"
#include "sim/text/strict_yaml.hpp"

namespace jiuzhou {

namespace {

std::string dimensions(const Series& series) {
  std::string out = "time";
  for (const Dim dim : series.dims) out += ", " + std::string(name_of(dim));
  return out;
}

constexpr std::string_view head = R"(# The result file

Made from the tables in `output/series/`; do not edit. `jiuzhou describe series` prints it.

A result is one HDF5 file in the shape of netCDF-4 (CF-1.8), so xarray, netCDF tools, R, MATLAB and plain HDF5 readers
open it:

```python
import xarray
run = xarray.open_dataset("results/baseline.h5", engine="h5netcdf")
run.gdp.sel(province="GD").resample(time="YS").sum().to_series()
```

- `X.h5` appears when it is complete. It has no time stamp and no machine in it: the same program, pack, scenario and seed
  give the same bytes, however often the run was interrupted and however paths were typed. Starts, ends and hosts are in `X.h5.manifest`, as JSON lines.
- While a run goes on its quarters are in `X.h5.partial`, a record of our own that survives being cut anywhere
  (`output/record.hpp`); `jiuzhou recover X.h5.partial` makes `X.recovered.h5` of what an interrupted run left.
  `X.h5.checkpoint` holds the state (`output/checkpoint.hpp`).
- Behind what HDF5 reads a result, and a merged file, ends in a seal of 16 bytes: `JZSEAL_1` and the XXH3 checksum (64 bits)
  of all bytes before. `jiuzhou` compares it before it reads; a program that changes the file drops it, and `jiuzhou` then
  refuses it, as it does what no run writes (`.github/SECURITY.md` says what is promised of files from strangers).
- What failures take, measured: 362 `kill -9` of runs and sweeps with checkpoints and 120 of merges, half at random instants,
  half at a call that writes, cuts, renames, removes or syncs a file, lost no finished quarter and no finished run, and after
  `--resume` every byte was that of a run never touched; 120 full or broken disks ended with status 74 and a reason, or did no
  harm. `JIUZHOU_KILLS=120 build/release/tests/jiuzhou_tests --gtest_filter='*Kills.*'` repeats it. Of 320 files with a flipped
  bit or cut (results, partial files, checkpoints, merged files) each was refused or read rightly (`--gtest_filter='*amaged*'`).
  A failure of power can take what was stored in the last second.
- `time` is the first day of the quarter. A flow is the sum over its quarter (`cell_methods` is `time: sum`; add four
  quarters for a year), a stock is the end of its quarter (`time: point`), the rest describes the quarter (`time: mean`).
- Money is in yuan, or in what the attribute `money` says, people in persons. *base-year yuan* is at prices of the base year.
- A value that does not exist is NaN: growth in the first four quarters, income per head where nobody lives. All others are
  finite and inside the range declared below, or the run ended with status 3 before them and said what left its range.

## Dimensions and their labels

| dimension | entries | labels |
| --- | --- | --- |
| `time` | quarters | |
| `province` | regions of the pack, by code | `province_name_en`, `province_name_zh`, `province_block`, `province_adcode`, `province_tile_row`, `province_tile_col` |
| `from`, `to` | the same regions, as origin and destination | |
| `hukou`, `place` | the same regions, as place of registration and of residence | |
| `industry` | industries of the pack, by code | `industry_name_en`, `industry_name_zh`, `industry_sector` |
| `block` | blocks of regions; they do not overlap | `block_name_en`, `block_name_zh` |
| `area` | other groups of regions; they overlap | `area_name_en`, `area_name_zh` |
| `policy` | policies of the scenario, in its order; absent without policies | `policy_type` |
| `financing` | what governments pay with: the centre by `debt`, `vat`, `income_tax` or `other_spending`, regions by `special_bonds` or their `own_budget` | |
| `flow` | kinds of payment in the ledger | |
| `household` | fifths of a region's town and country by earnings, `town_1` the lowest | `household_name_en`, `household_name_zh` |
| `group` | groups of persons by place, origin, age and special area; they overlap | `group_name_en`, `group_name_zh` |
| `status` | what persons do: `child`, `student`, `employed`, `unemployed`, `inactive`, `retired` | `status_name_en`, `status_name_zh` |
| `sector` | payers and payees of policies: households, firms, provinces' budgets, the centre; absent without policies | |

## What made the file

Attributes of the file: `title`, `source` (version and revision), `seed`, `weight` (persons per agent), `pack`,
`pack_sha256`, `scenario_sha256`, `paths` (whether known years after the base year were fed in), `rng`, `compiler`,
library versions, `status` (`complete`; `interrupted: 31 of 96 quarters` in a recovered file). Texts: `scenario_yaml` (the scenario with everything
it extends; it names its pack by name and checksum, and can be run again wherever that pack is), `notes` (what initialisation moved in the pack's numbers), `pack_columns` (unit, data status
and source of every column of the pack, as CSV). The `status` of every series is `simulated`: data of the pack are in the
pack.

## Many runs in one file

`jiuzhou sweep merge` writes the runs of a sweep into one such file. Every series has `run` as its first dimension, one
block per run; along it lie `run_scenario`, `run_seed`, `run_status` and a `parameter_...` for each parameter of the
design. `time` has every quarter and `policy` every policy of any run. The values of a run that is not `done` are NaN,
and `run_status` says why: `failed`, `missing`, `damaged`, `stopped` or `running`.

```python
runs = xarray.open_dataset("plan.h5", engine="h5netcdf")
done = runs.where(runs.run_status == "done", drop=True)
done.gdp_real.sel(province="GD").groupby("run_scenario").mean()
```

## As tables

`jiuzhou export X.h5` writes `--iamc` (model, scenario, region, variable, unit, time, value; the scenario is its
title and eight digits of `scenario_sha256`, so that no two share a key; an industry, policy or sector follows its
variable after `|`, a flow has the region `GD>SD`, the nation is the pack's name), `--csv` (time, series, unit, a
column per dimension, value) or `--frictionless` (a folder with a table per set of dimensions, the labels of each
dimension, and `datapackage.json` with unit and meaning of every column). NaN is left out, or empty in a data package.
`-o -` writes a CSV file to the standard output. Text that a spreadsheet would compute, since it begins with `=`, `+`, `-`
or `@`, has an apostrophe in front.

## Series
)";

}  // namespace

std::string format_markdown() {
  std::string out(head);
  out +=
      "\n| name | dimensions | unit and range | over the quarter | meaning | 中文 |\n| --- | --- | --- | --- | --- | "
      "--- |\n";
  for (const Series& s : series_table())
    out += fmt::format("| `{}` | {} | {} | {} | {}{} | {} |\n", s.name, dimensions(s), bounds_text(range_of(s)),
                       name_of(s.method), s.doc, s.missing.empty() ? "" : "; NaN " + std::string(s.missing), s.zh);
  return out;
}

}  // namespace jiuzhou
