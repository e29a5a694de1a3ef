"""Finished runs of a sweep's folder, and what is measured of them."""

import collections
import csv
import json
import os
import sys

import h5py
import numpy

from _program import stop
from _results import QUARTERS, t_two_sided

Run = collections.namedtuple("Run", "id scenario seed parameters path")
# A number of a run in a year, and how a difference of two is shown: in per cent of the base, in points, or as it is.
Measure = collections.namedtuple("Measure", "name en zh shown of")

SHOWN = {"percent": ("%", "%"), "points": ("pp", "百分点"), "plain": ("", "")}


class Sweep:
    """The list of a folder, and those runs of it that are finished."""

    def __init__(self, folder):
        path = os.path.join(folder, "runs.jsonl")
        try:
            with open(path, encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
        except (OSError, ValueError) as error:
            stop(f"{folder!r} is not the folder of a sweep ({error})")
        self.folder, self.plan = folder, lines[0]["plan"]
        self.listed = [
            Run(
                r["run_id"],
                r["scenario"],
                r["seed"],
                tuple(r["parameters"].items()),
                os.path.join(folder, "runs", r["run_id"] + ".h5"),
            )
            for r in lines[1:]
        ]
        self.runs = [r for r in self.listed if os.path.exists(r.path)]
        self.scenarios = list(dict.fromkeys(r.scenario for r in self.listed))
        self.points = list(dict.fromkeys(r.parameters for r in self.listed))
        self._found = {(r.scenario, r.parameters, r.seed): r for r in self.runs}
        if not self.runs:
            stop(f"no run of the sweep in {folder!r} is finished; `jiuzhou sweep status {folder}` tells how far it is")

    def find(self, scenario, parameters, seed):
        return self._found.get((scenario, parameters, seed))

    def seeds(self, scenario, parameters=()):
        return [r.seed for r in self.runs if r.scenario == scenario and r.parameters == parameters]

    def scenario(self, name, default):
        """A name of the plan, or the default where none is given."""
        name = name or default
        if name not in self.scenarios:
            stop(f"the sweep in {self.folder!r} has no scenario {name!r}; it has {', '.join(self.scenarios)}")
        return name


class Year:
    """A whole year of one result file."""

    def __init__(self, path, year=None):
        try:
            self.file = h5py.File(path, "r")
            first = self.file.attrs["first_quarter"]
        except (OSError, KeyError) as error:
            stop(f"{path!r} is not a readable result file ({error})")
        first = first.decode() if isinstance(first, bytes) else str(first)
        first = first.rstrip("\0")
        begins, quarters = int(first[:4]) * QUARTERS + int(first[5]) - 1, self.file["time"].shape[0]
        whole = [
            y
            for y in range(begins // QUARTERS, (begins + quarters) // QUARTERS + 1)
            if begins <= y * QUARTERS and (y + 1) * QUARTERS <= begins + quarters
        ]
        if not whole or (year is not None and year not in whole):
            stop(
                f"{path!r} has no whole year {year or ''}".rstrip()
                + (f"; it has {whole[0]} to {whole[-1]}" if whole else "")
            )
        self.whole = whole
        self.year = year if year is not None else whole[-1]
        self.rows = slice(self.year * QUARTERS - begins, (self.year + 1) * QUARTERS - begins)

    def has(self, name):
        return name in self.file

    def quarters(self, name):
        return self.file[name][self.rows]

    def method(self, name):
        text = self.file[name].attrs.get("cell_methods", b"time: mean")
        return (text.decode() if isinstance(text, bytes) else str(text)).rstrip("\0").split(": ")[1]

    def value(self, name):
        """Of a flow the sum, of a stock the end, of the rest the mean."""
        values, method = self.quarters(name), self.method(name)
        return values.sum(axis=0) if method == "sum" else values[-1] if method == "point" else values.mean(axis=0)

    def labels(self, name):
        return [str(x, "utf-8").rstrip("\0") if isinstance(x, bytes) else str(x) for x in self.file[name][:]]


def _of_lowest_fifths(run):
    """Real income per head of the lowest fifths of town and country, a year."""
    price, lowest = run.quarters("price_level"), [
        i for i, code in enumerate(run.labels("household")) if code.endswith("_1")
    ]
    income = (run.quarters("household_income")[:, :, lowest] / price[:, :, None]).sum()
    return income / run.quarters("household_members")[:, :, lowest].sum(axis=(1, 2)).mean()


def _unemployment(run):
    rate, force = run.quarters("unemployment_rate"), run.quarters("labour_force")
    return (rate * force).sum() / force.sum()


MEASURES = [
    Measure("real_gdp", "real GDP", "实际国内生产总值", "percent", lambda run: run.value("national_gdp_real")),
    Measure("employment", "employment", "就业人数", "percent", lambda run: run.value("employment").sum()),
    Measure("unemployment_rate", "unemployment", "失业率", "points", _unemployment),
    Measure(
        "income_of_lowest_fifths", "income per head of the lowest fifths", "低收入组人均可支配收入", "percent", _of_lowest_fifths
    ),
    Measure("theil_total", "Theil index between regions", "人均生产总值泰尔指数", "plain", lambda run: run.value("theil_total")),
    Measure("gini_income", "Gini of incomes", "居民收入基尼系数", "plain", lambda run: run.value("gini_income")),
    Measure("urbanisation_rate", "urbanisation", "城镇化率", "points", lambda run: run.value("urbanisation_rate")),
    Measure(
        "national_price_level", "consumer prices", "居民消费价格", "percent", lambda run: run.value("national_price_level")
    ),
    Measure("central_debt", "the centre's debt", "中央政府债务", "percent", lambda run: run.value("central_debt")),
]


def _is_in(measure, run):
    """Whether a result has the series of a measure; older ones lack some."""
    try:
        measure.of(run)
    except KeyError:
        return False
    return True


def measures(names, example):
    """The measures asked for: of the list, or a series of the result, such as gdp_real or gdp_real@GZ. Those of the list where none is."""
    if not names:
        return [m for m in MEASURES if _is_in(m, example)]
    known, out = {m.name: m for m in MEASURES}, []
    for name in names.split(","):
        series, _, place = name.partition("@")
        if name in known:
            out.append(known[name])
            continue
        if not example.has(series):
            stop(
                f"there is no measure or series {series!r}; measures: {', '.join(known)}; series: `jiuzhou describe series`"
            )
        dataset = example.file[series]
        unit = dataset.attrs.get("units", b"")
        unit = (unit.decode() if isinstance(unit, bytes) else str(unit)).rstrip("\0")
        index = ()
        if place:
            dimension = dataset.dims[1].keys()[0] if dataset.ndim > 1 and dataset.dims[1].keys() else None
            codes = example.labels(dimension) if dimension else []
            if place not in codes:
                stop(f"the series {series!r} has no {place!r}" + (f"; it has {', '.join(codes)}" if codes else ""))
            index = (codes.index(place),)
        elif example.method(series) == "mean" and dataset.ndim > 1:
            stop(f"{series!r} is a mean for each {dataset.dims[1].keys()[0]}; name one: {series}@CODE")
        shown = {"share": "points", "1": "plain"}.get(unit, "percent")
        out.append(Measure(name, name, name, shown, lambda run, s=series, i=index: float(numpy.sum(run.value(s)[i]))))
    return out


def change(measure, base, policy):
    """Of one pair, as it is shown."""
    if measure.shown == "percent":
        return 100 * (policy / base - 1)
    return (policy - base) * (100 if measure.shown == "points" else 1)


def interval(values, level):
    """Mean and half width of Student's interval; the width is nan with a single value."""
    values = numpy.asarray(values, dtype=float)
    if len(values) < 2:
        return float(values.mean()), float("nan")
    return float(values.mean()), float(
        t_two_sided(level, len(values) - 1) * values.std(ddof=1) / numpy.sqrt(len(values))
    )


def with_error(mean, half, digits=3):
    text = f"{mean:+.{digits}f}" + ("" if numpy.isnan(half) else f" ±{half:.{digits}f}")
    return text if not numpy.isnan(half) and abs(mean) > half else "~ " + text


def level_of(measure, path, year):
    """The measure of a year of a file; each is read once."""
    if (key := (measure.name, path, year)) not in _levels:
        _levels[key] = float(measure.of(Year(path, year)))
    return _levels[key]


_levels = {}


def effect_of(measure, base, policy, year):
    return change(measure, level_of(measure, base.path, year), level_of(measure, policy.path, year))


def say_what_is_covered(run, zh):
    """Whoever prints numbers of China in Chinese says so."""
    if zh and "china" in str(run.file.attrs.get("pack", "")):
        print("数据不含港澳台")


def write_csv(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def digits_of(measure):
    return {"percent": 3, "points": 3, "plain": 5}[measure.shown]


def columns(text):
    """Columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in text)


def table(rows, out=sys.stdout):
    """Prints rows of texts, the first column to the left and the others to the right."""
    width = [max(columns(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    for row in rows:
        cells = [
            (" " * (width[i] - columns(c)) + c) if i else c + " " * (width[i] - columns(c)) for i, c in enumerate(row)
        ]
        print(("  " + "  ".join(cells)).rstrip(), file=out)
