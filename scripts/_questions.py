"""What is asked of pairs of runs: a sweep that makes them, and a little language of quantities with and without a policy."""

import csv
import functools
import json
import os
import subprocess

import h5py
import numpy

from _results import QUARTERS, ROOT, stop, t_two_sided

PER_CENT = 100
MILLION, BILLION = 1e6, 1e9
CALENDAR = 1000  # greater numbers of years are dates, smaller ones count from the first quarter of the policies


# ---- how the model's number is taken: a little language of pairs, the run with the policies and the one without ----------


class Pair:
    """A quarterly quantity with and without the policies; year 1 begins with them, the year 2030 with its first quarter."""

    def __init__(self, a, b, first, opens):
        self.a, self.b, self.first, self.opens = a, b, first, opens

    def _with(self, other, operation):
        a, b = (other.a, other.b) if isinstance(other, Pair) else (other, other)
        return Pair(operation(self.a, a), operation(self.b, b), self.first, self.opens)

    def __add__(self, other):
        return self._with(other, numpy.add)

    def __sub__(self, other):
        return self._with(other, numpy.subtract)

    def __mul__(self, other):
        return self._with(other, numpy.multiply)

    def __truediv__(self, other):
        return self._with(other, numpy.divide)

    def year(self, number):
        dated = number >= CALENDAR
        begin = QUARTERS * number - self.opens if dated else self.first + QUARTERS * (number - 1)
        if not 0 <= begin <= len(self.a) - QUARTERS:
            stop(f"the runs do not hold {'' if dated else 'year '}{number}{'' if dated else ' of the policies'}")
        return self.a[begin : begin + QUARTERS].mean(), self.b[begin : begin + QUARTERS].mean()


def percent(pair, number):
    """Change in a year of the policies, per cent of what it is without them."""
    a, b = pair.year(number)
    return PER_CENT * (a / b - 1)


def points(pair, number):
    a, b = pair.year(number)
    return PER_CENT * (a - b)


def level(pair, number):
    a, b = pair.year(number)
    return a - b


def at(pair, number):
    """The level with the policies, mean of the quarters."""
    return pair.year(number)[0]


def yearly(pair, number):
    """The same of a flow: its sum over the year."""
    return QUARTERS * pair.year(number)[0]


def percent_of_sum(pair, years):
    """Change of what adds up over the first years, per cent; for flows that are small or noisy in a quarter."""
    end = pair.first + QUARTERS * years
    return float(PER_CENT * (pair.a[pair.first : end].sum() / pair.b[pair.first : end].sum() - 1))


def gain(pair, years):
    """Sum of the differences over the quarters of the first years."""
    end = pair.first + QUARTERS * years
    return float((pair.a[pair.first : end] - pair.b[pair.first : end]).sum())


@functools.lru_cache(maxsize=None)
def table_of(pack, name):
    with open(os.path.join(ROOT, "scenarios", "packs", pack, f"{name}.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def industries_of(pack):
    return table_of(pack, "industries")


def regions_of(pack):
    return table_of(pack, "regions")


class Question:
    """What the expressions of a finding may name."""

    def __init__(self, with_, without, first):
        self.with_, self.without, self.first = with_, without, first

    def _places(self, run, where):
        if where is None:
            return list(range(len(run.regions)))
        words = set(where.split())
        rows = {row["region"]: {row["region"], row["block"], *row["areas"].split("|"), *row["roles"].split("|")} for row in regions_of(run.pack)}
        chosen = [i for i, code in enumerate(run.regions) if rows[code] & words]
        if not chosen or words - set().union(*rows.values()):
            stop(f"no region, block, area or role among {where!r}")
        return chosen

    def _industries(self, run, which):
        rows, words = industries_of(run.pack), which.split()
        chosen = [i for i, row in enumerate(rows) if {row["industry"], row["class9"], row["sector3"]} & set(words)]
        if not chosen:
            stop(f"no industry {which!r}")
        return chosen

    def _read(self, run, name, where, which):
        if not run.has(name):  # of policies, in a run without any
            return numpy.zeros(run.quarters)
        values, dims = run.read(name), run.dims(name)
        if dims[:1] == ["province"]:
            values = values[:, self._places(run, where)]
        elif "province" in dims and where is not None:
            values = numpy.moveaxis(values, 1 + dims.index("province"), 1)[:, self._places(run, where)]
        if dims[1:2] == ["industry"] and which is not None:
            values = values[:, :, self._industries(run, which)]
        return values.reshape(len(values), -1).sum(axis=1)

    def _pair(self, read):
        return Pair(read(self.with_), read(self.without), self.first, self.without.first)

    def total(self, name, where=None, industry=None):
        """A series, summed over regions (codes or blocks) and industries (codes, classes or sectors)."""
        return self._pair(lambda run: self._read(run, name, where, industry))

    def of(self, name, code):
        """A series of blocks, areas, policies or kinds of money: that of one of them, what stands beside it summed."""
        def read(run):
            if not run.has(name):
                return numpy.zeros(run.quarters)
            codes = [str(c, "utf-8") for c in run.file[run.dims(name)[0]][:]]
            if code not in codes:
                stop(f"{name} has no {code!r}: {', '.join(codes)}")
            values = run.read(name)[:, codes.index(code)]
            return values.reshape(len(values), -1).sum(axis=1)

        return self._pair(read)

    def mean(self, name, where, weight="population"):
        """A series of regions, weighted."""
        def read(run):
            values, weights = (run.read(series)[:, self._places(run, where)] for series in (name, weight))
            return (values * weights).sum(axis=1) / weights.sum(axis=1)

        return self._pair(read)

    def flow(self, name, origin, destination):
        """A series from some regions to others, without what stays in a region."""
        def read(run):
            a, b = self._places(run, origin), self._places(run, destination)
            values = run.read(name)
            return values[:, a][:, :, b].sum(axis=(1, 2)) - sum(values[:, r, r] for r in set(a) & set(b))

        return self._pair(read)

    def theil(self, *names):
        """Theil index between regions of what some series sum to, per resident at the region's prices."""
        def read(run):
            people = run.read("population")
            level = sum(run.read(name) for name in names) / people / run.read("price_level")
            share = people / people.sum(axis=1, keepdims=True)
            relative = level / (share * level).sum(axis=1, keepdims=True)
            return (share * relative * numpy.log(relative)).sum(axis=1)

        return self._pair(read)

    def names(self):
        return {"total": self.total, "mean": self.mean, "flow": self.flow, "theil": self.theil, "of": self.of, "at": at, "yearly": yearly, "percent": percent, "percent_of_sum": percent_of_sum, "points": points, "level": level, "gain": gain, "million": MILLION, "billion": BILLION}


def sweep(options, folder, plan):
    os.makedirs(folder, exist_ok=True)
    path, runs = os.path.join(folder, "plan.yaml"), os.path.join(folder, "runs")
    with open(path, "w", encoding="utf-8") as file:
        file.write(plan)
    command = [options.program, "sweep", path, "-o", runs, "--quiet"] + (["--jobs", str(options.jobs)] if options.jobs else [])
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 3):
        stop(f"{' '.join(command)} ended with status {done.returncode}")
    return files_of(runs)


def files_of(runs):
    """(scenario, seed) -> result file, of the runs that are done."""
    with open(os.path.join(runs, "runs.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][1:]
    found = {}
    for row in rows:
        path = os.path.join(runs, "runs", row["run_id"] + ".h5")
        if os.path.exists(path):
            found[row["scenario"], row["seed"]] = path
    return found


class Run:
    """A result file of which little is read: opening it with everything it says takes a hundred times as long."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.regions, self.block = ([str(code, "utf-8") for code in self.file[name][:]] for name in ("province", "province_block"))
        self.pack = self.attribute("pack")
        self.source = self.attribute("source")
        self.first = quarter_number(self.attribute("first_quarter"))
        self.quarters = self.file["time"].shape[0]
        self.read = functools.lru_cache(maxsize=None)(lambda name: self.file[name][:])

    def attribute(self, name):
        value = self.file.attrs[name]
        return (value.decode() if isinstance(value, bytes) else str(value)).rstrip("\0")

    def has(self, name):
        return name in self.file

    def dims(self, name):
        """Beside time."""
        return [scale[0].name.strip("/") for scale in self.file[name].dims][1:]

    def sum_of(self, name, year):
        begin = quarter_number(f"{year}Q1") - self.first
        return self.read(name)[begin : begin + QUARTERS].sum(axis=0)


def quarter_number(text):
    """2014Q1 -> quarters since the year 0."""
    year, quarter = text.split("Q")
    return QUARTERS * int(year) + int(quarter) - 1


opened = functools.lru_cache(maxsize=None)(Run)


def interval(values):
    """Mean and half of the 95 % interval over seeds."""
    values = numpy.array(values, dtype=float)
    if len(values) < 2:
        return float(values.mean()), float("nan")
    return float(values.mean()), float(t_two_sided(0.95, len(values) - 1) * values.std(ddof=1) / numpy.sqrt(len(values)))


def number_text(value):
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 0.1 or value == 0 else f"{value:.3g}"


