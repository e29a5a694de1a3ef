"""Result files and a pack's history, as the scripts use them."""

import csv
import os
import sys

import numpy
import xarray

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MILLION = 1e6
QUARTERS = 4
HELD_OUT_FROM = 2018  # scoring.csv: years that no parameter may be fitted to


def stop(message):
    """Ends the script with an error of the user's."""
    print(f"{os.path.basename(sys.argv[0])}: error: {message}", file=sys.stderr)
    sys.exit(2)


def t_two_sided(confidence, freedom):
    """Student's quantile that the size of a t-value stays below with this probability; degrees of freedom >= 1, not only whole ones.

    With t = √freedom tan θ the density of |t| is cos(θ)^(freedom - 1), summed over θ by trapezia. Against Boost's quantile, for a
    confidence of 0.5 to 0.999 and 1 to 99 degrees: 1e-6 of it at most from 2 degrees on and at 1, 1e-3 between them, where the density is steep.
    """
    angle = numpy.linspace(0, numpy.pi / 2, 20001)
    density = numpy.cos(angle) ** (freedom - 1)
    below = numpy.concatenate([[0], numpy.cumsum((density[1:] + density[:-1]) / 2)])
    return numpy.sqrt(freedom) * numpy.tan(numpy.interp(confidence, below / below[-1], angle))


def pairs_needed(spread, effect, most=10**6):
    """The fewest pairs of seeds in which half of the 95 % interval is less than the effect, where one pair has this standard deviation; `most` at most."""
    n = 2
    while n < most and t_two_sided(0.95, n - 1) * spread / numpy.sqrt(n) > effect:
        n += 1 if n < 50 else max(1, n // 50)
    return min(n, most)


def in_own_words(data):
    """The data with the names that the scripts use, whatever the pack calls its regions and its register of persons."""
    region, register = text_of(data, "region_dimension") or "province", next((d for d in data.dims if d in ("birthplace", "origin")), "hukou")
    names = {}
    for name in (*data.variables, *data.dims):
        words = [{region: "province", register: "hukou"}.get(word, word) for word in str(name).split("_")]
        if "_".join(words) != name:
            names[name] = "_".join(words)
    return data.rename(names)


def text_of(data, name):
    return str(data.attrs.get(name, "")).rstrip("\0")


class Result:
    """One result file. Yearly values are of whole calendar years only."""

    def __init__(self, path):
        if not os.path.exists(path):
            stop(f"no file {path!r}")
        try:
            stored = xarray.open_dataset(path, engine="h5netcdf")
            self.born = "birthplace" in stored.dims  # persons are registered by where they were born
            self.data = in_own_words(stored)
            if "run" in self.data.dims:
                stop(f"{path!r} is the merged file of a sweep, with many runs in it; give a file of its folder")
            self.years = self._years()
            self.regions = [str(code) for code in self.data.province.values]
            self.block = [str(code) for code in self.data.province_block.values]
        except (OSError, ValueError, KeyError, AttributeError) as error:
            stop(f"{path!r} is not a readable result file ({error})")
        self.path = path
        self.shares_title = False  # with another run beside it: the file's name is added
        self.name = os.path.basename(path).rsplit(".", 1)[0]
        self.blocks = [str(code) for code in self.data.block.values] if "block" in self.data else []

    def _years(self):
        year = self.data.time.dt.year.values
        return [int(y) for y in numpy.unique(year) if numpy.count_nonzero(year == y) == QUARTERS]

    def label(self, dim, lang):
        return [str(x) for x in self.data[f"{dim}_name_{lang}"].values]

    def attribute(self, name, lang="en"):
        return text_of(self.data, name if lang == "en" else f"{name}_zh")

    def money(self, lang="en"):
        return self.attribute("money", lang) or ("yuan" if lang == "en" else "元")

    def thousands(self):
        """A thousand of its money, in English: "thousand dollars", "million rupiahs" where sums are counted in thousands."""
        scale, _, word = self.money().rpartition(" ")
        return {"": "thousand", "thousand": "million", "million": "billion"}[scale] + f" {word}" + ("" if word == "yuan" else "s")

    @property
    def pack(self):
        return self.attribute("pack")

    @property
    def conditional(self):
        return self.attribute("paths").startswith("conditional")

    def title(self, lang):
        title = self.attribute("title", lang) or self.attribute("title") or self.name
        return f"{title} ({self.name})" if self.shares_title else title

    def quarterly(self, name):
        return self.data[name].values

    def yearly(self, name):
        """Sum of a flow, end of a stock, mean of the rest; array (year, ...)."""
        series = self.data[name]
        method = series.attrs.get("cell_methods", "time: mean").split(": ")[1]
        year = self.data.time.dt.year.values
        values = series.values  # read once
        rows = [values[year == y] for y in self.years]
        if method == "sum":
            return numpy.array([r.sum(axis=0) for r in rows])
        if method == "point":
            return numpy.array([r[-1] for r in rows])
        return numpy.array([r.mean(axis=0) for r in rows])

    def at(self, name, year):
        return self.yearly(name)[self.years.index(year)]

    def in_block(self, values, block):
        """Sum over the regions of a block, the last axis being regions."""
        return values[..., [b == block for b in self.block]].sum(axis=-1)


class History:
    """What happened: history.csv and scoring.csv of a pack, (year, region) in the order of the result's regions."""

    def __init__(self, folder, regions):
        self.folder = folder
        self.values = {}
        rows = [row for name in ("history.csv", "scoring.csv") for row in self._read(name)]
        self.years = sorted({int(row["year"]) for row in rows})
        place = {code: i for i, code in enumerate(regions)}
        for row in rows:
            if row["region"] not in place:
                continue
            for column, text in row.items():
                if column in ("region", "year"):
                    continue
                table = self.values.setdefault(column, numpy.full((len(self.years), len(regions)), numpy.nan))
                if text:
                    table[self.years.index(int(row["year"])), place[row["region"]]] = float(text)
        if "gdp" in self.values:
            self.values["gdp"] = self.values["gdp"] * MILLION
        self.national = {int(row["year"]): row for row in self._read("national_history.csv")}

    def _read(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def __bool__(self):
        return bool(self.years) and "gdp" in self.values

    def has(self, year):
        return year in self.years and not numpy.isnan(self.values["gdp"][self.years.index(year)]).any()

    def at(self, column, year):
        return self.values[column][self.years.index(year)]

    def growth(self, first, last):
        """Mean yearly real growth of the nation over the years after `first` up to `last`."""
        try:
            factors = [1 + float(self.national[y]["real_growth"]) for y in range(first + 1, last + 1)]
        except KeyError:
            return None
        return float(numpy.prod(factors)) ** (1 / (last - first)) - 1


def history_of(result, folder=None):
    """The history beside a result: of the folder given, else of the pack of that name in this repository."""
    if folder is not None and not os.path.isdir(folder):
        stop(f"no folder {folder!r}")
    return History(folder or os.path.join(ROOT, "scenarios", "packs", result.pack), result.regions)
