#include <fmt/core.h>

#include <string>

#include "output/series.hpp"
#include "sim/text/language.hpp"
#include "sim/text/strict_yaml.hpp"

namespace jiuzhou {

namespace {

std::string dimensions(const Series& series) {
  std::string out = "time";
  for (const Dim dim : series.dims) out += ", " + std::string(name_of(dim));
  return out;
}

constexpr std::string_view head = R"(# The result file

Made from the tables in `output/series/`; do not edit. `jiuzhou describe series` prints it. [中文](FORMAT.zh-CN.md)

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
| `sector` | payers and payees of policies: households, firms, provinces' budgets, the centre, the social fund; absent without policies | |

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

constexpr std::string_view head_zh = R"(# 结果文件

由 `output/series/` 中的各表生成，请勿手改；`jiuzhou describe series --lang zh` 可打印。[English](FORMAT.md)

一次运行的结果是一个 HDF5 文件，形式为 netCDF-4（CF-1.8），xarray、netCDF 工具、R、MATLAB 和一般 HDF5 程序都能打开：

```python
import xarray
run = xarray.open_dataset("results/baseline.h5", engine="h5netcdf")
run.gdp.sel(province="GD").resample(time="YS").sum().to_series()
```

- `X.h5` 完成时才出现，其中没有时间戳和机器信息：程序、数据包、情景和种子相同，字节就相同，无论中断过几次。开始、结束与主机记在
  `X.h5.manifest`（每行一个 JSON）。
- 运行期间各季度写入 `X.h5.partial`；`jiuzhou recover X.h5.partial` 把中断的运行已完成的季度写成 `X.recovered.h5`。`X.h5.checkpoint` 是状态。
- 结果文件和合并文件末尾有 16 字节的封签：`JZSEAL_1` 和此前全部字节的 XXH3 校验和（64 位），读取前核对。
- `time` 为季度首日。流量为当季合计（`time: sum`，四个季度相加为全年），存量为季末值（`time: point`），其余描述当季（`time: mean`）。
- 金额单位为元，或属性 `money` 所说的货币；人口单位为人。*基期价*指按基年价格计算。
- 不存在的值为 NaN：前四个季度的增速，无人居住之处的人均收入。其余均为有限数，且在下表所列范围之内，否则运行以状态 3 结束并说明原因。

## 维度与标签

| 维度 | 内容 | 标签 |
| --- | --- | --- |
| `time` | 季度 | |
| `province` | 数据包的地区代码 | `province_name_en`、`province_name_zh`、`province_block`、`province_adcode`、`province_tile_row`、`province_tile_col` |
| `from`、`to` | 同一组地区，作为来源地与目的地 | |
| `hukou`、`place` | 同一组地区，作为户籍地与居住地 | |
| `industry` | 数据包的行业代码 | `industry_name_en`、`industry_name_zh`、`industry_sector` |
| `block` | 互不重叠的板块 | `block_name_en`、`block_name_zh` |
| `area` | 其他区域，可以重叠 | `area_name_en`、`area_name_zh` |
| `policy` | 情景中的各项政策，没有政策时无此维 | `policy_type` |
| `financing` | 政府资金来源：中央为 `debt`、`vat`、`income_tax`、`other_spending`，地方为 `special_bonds`、`own_budget` | |
| `flow` | 账本中的支付种类 | |
| `household` | 各地城镇与农村按收入分的五等份，`town_1` 为最低 | `household_name_en`、`household_name_zh` |
| `group` | 按城乡、户籍、年龄和特殊类型地区分的人群，互有重叠 | `group_name_en`、`group_name_zh` |
| `status` | 儿童、在校学生、就业、失业、非劳动力、退休 | `status_name_en`、`status_name_zh` |
| `sector` | 政策资金的收付部门：居民、企业、地方、中央 | |

## 文件由何而来

文件属性：`title`、`source`（版本与修订）、`seed`、`weight`（每个主体代表的人数）、`pack`、`pack_sha256`、`scenario_sha256`、`paths`（是否采用基年之后的
已知路径）、`rng`、`compiler`、各库版本、`status`。文本：`scenario_yaml`（情景及其扩展的全部内容，可据此重新运行）、`notes`（初始化对数据包所作的调整）、
`pack_columns`（数据包各列的单位、状态与来源）。

## 多次运行合为一个文件

`jiuzhou sweep merge` 把一份计划的各次运行写成一个文件：每个序列以 `run` 为首维，另有 `run_scenario`、`run_seed`、`run_status` 以及设计中每个参数的
`parameter_...`。未完成的运行其值为 NaN，`run_status` 说明原因。

## 表格

`jiuzhou export X.h5` 可写 `--iamc`、`--csv`（时间、序列、单位、各维度一列、数值）或 `--frictionless`（每组维度一张表，附 `datapackage.json`）；
`--yearly` 为年度值，`--names` 附中英文名称，`--bom` 便于用 Excel 打开。

## 序列
)";

std::string_view method_zh(Method method) {
  return method == Method::sum ? "合计" : method == Method::point ? "期末" : "均值";
}

std::string table_zh() {
  std::string out = "\n| 名称 | 维度 | 单位 | 取值 | 含义 | English |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const Series& s : series_table())
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", s.name, dimensions(s), chinese_unit(s.unit),
                       method_zh(s.method), s.zh, s.doc);
  return out;
}

}  // namespace

std::string format_markdown(Language language) {
  if (language == Language::zh) return std::string(head_zh) + table_zh();
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
