#include <string>

#include "output/series.hpp"

namespace jiuzhou {

namespace {

std::string dimensions(const Series& series) {
  std::string out = "time";
  for (const Dim dim : series.dims) out += ", " + std::string(name_of(dim));
  return out;
}

constexpr std::string_view head = R"(# The result file

Made from the table in `output/series.cpp`; do not edit. `jiuzhou describe series` prints it.

A result is one HDF5 file in the shape of netCDF-4 (CF-1.8), so xarray, netCDF tools, R, MATLAB and plain HDF5 readers
open it:

```python
import xarray
run = xarray.open_dataset("results/baseline.h5", engine="h5netcdf")
run.gdp.sel(province="GD").resample(time="YS").sum().to_series()
```

- While a run goes on its quarters are in `X.h5.partial`; `X.h5` appears when it is complete. It has no time stamp and no
  machine in it: the same program, pack, scenario and seed give the same bytes.
- `time` is the first day of the quarter. A flow is the sum over its quarter (`cell_methods` is `time: sum`; add four
  quarters for a year), a stock is the end of its quarter (`time: point`), the rest describes the quarter (`time: mean`).
- Money is in yuan, people in persons. *base-year yuan* is at prices of the base year.
- A value that does not exist is NaN (growth in the first four quarters).

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
| `sector` | payers and payees of policies: households, firms, provinces' budgets, the centre; absent without policies | |

## What made the file

Attributes of the file: `title`, `source` (version and revision), `seed`, `weight` (persons per agent), `pack`,
`pack_sha256`, `scenario_sha256`, `paths` (whether known years after the base year were fed in), `rng`, `compiler`,
library versions, `status` (`complete`; `running` in a partial file). Texts: `scenario_yaml` (the scenario with everything
it extends, can be run again), `notes` (what initialisation moved in the pack's numbers), `pack_columns` (unit, data status
and source of every column of the pack, as CSV). The `status` of every series is `simulated`: data of the pack are in the
pack.

## Series
)";

}  // namespace

std::string format_markdown() {
  std::string out(head);
  out += "\n| name | dimensions | unit | over the quarter | meaning | 中文 |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const Series& s : series_table())
    out += "| `" + std::string(s.name) + "` | " + dimensions(s) + " | " + std::string(s.unit) + " | " +
           std::string(name_of(s.method)) + " | " + std::string(s.doc) + " | " + std::string(s.zh) + " |\n";
  return out;
}

}  // namespace jiuzhou
