"""Naive and statistical rivals of the model: log shares of an origin year -> log shares of a later year.

What is estimated is estimated on yearly changes up to `known`, so that a forecast from an origin uses what was known then.
"""

import csv
import os

import numpy

DRIFT_YEARS = 5
CHILDREN = ("age_0", "age_5", "age_10")
# Change of the log share per exposure (part of value added) and change of the log price: panel of provinces 2006-2012, beside
# own lagged growth; 0.80 (0.17) and 0.64 (0.12).
PRICE_EFFECT = {"coal": 0.80, "oil": 0.64}


def normalised(log_share):
    return log_share - numpy.log(numpy.exp(log_share).sum())


def log_shares(levels):
    return numpy.log(levels / levels.sum(axis=-1, keepdims=True))


def centred(x):
    return x - x.mean(axis=-1, keepdims=True)


def drift(history, column, origin, years, strength):
    """The region's own growth of the five years before the origin goes on, times `strength`."""
    now = log_shares(history.at(column, origin))
    before = log_shares(history.at(column, origin - DRIFT_YEARS))
    return normalised(now + strength * years / DRIFT_YEARS * (now - before))


def convergence(history, column, origin, years):
    """Shares move with GDP a head, relative to the mean region, as they did in the five years before the origin (least squares)."""

    def per_head(year):
        return centred(numpy.log(history.at("gdp", year) / history.at("population", year)))

    now, before = (log_shares(history.at(column, y)) for y in (origin, origin - DRIFT_YEARS))
    change, rich = centred(now - before), per_head(origin - DRIFT_YEARS)
    return normalised(now + years / DRIFT_YEARS * (change * rich).sum() / (rich * rich).sum() * per_head(origin))


def yearly_changes(history, column, known):
    """(year, region): changes of log shares less the year's mean."""
    years = [y for y in history.years if y <= known]
    return centred(numpy.diff(numpy.array([log_shares(history.at(column, y)) for y in years]), axis=0))


def ar1_coefficient(history, column, known):
    """Least squares of the yearly change of log shares on the change before, with year effects."""
    change = yearly_changes(history, column, known)
    return float((change[1:] * change[:-1]).sum() / (change[:-1] ** 2).sum())


def ar1(history, column, origin, years, known):
    rho = ar1_coefficient(history, column, known)
    now = log_shares(history.at(column, origin))
    step = now - log_shares(history.at(column, origin - 1))
    return normalised(now + sum(rho**k for k in range(1, years + 1)) * step)


class PackFacts:
    """What rivals know of a pack: exposures to coal and oil, share of children, neighbours, yearly mean prices."""

    def __init__(self, folder, regions):
        def rows(name):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))

        place = {code: i for i, code in enumerate(regions)}
        n = len(regions)
        role = {row["industry"]: row["role"] for row in rows("industries.csv")}
        made = ("labour_compensation", "net_production_tax", "depreciation", "operating_surplus")
        total, mining = numpy.zeros(n), {good: numpy.zeros(n) for good in PRICE_EFFECT}
        for row in rows("accounts.csv"):
            value = sum(float(row[k] or 0) for k in made)
            total[place[row["region"]]] += value
            if role[row["industry"]] in mining:
                mining[role[row["industry"]]][place[row["region"]]] += value
        self.exposure = {good: value / total for good, value in mining.items()}
        self.young = numpy.zeros(n)
        for row in rows("age.csv"):
            ages = {k: float(v) for k, v in row.items() if k.startswith("age_")}
            self.young[place[row["region"]]] = sum(ages[k] for k in CHILDREN) / sum(ages.values())
        near = numpy.zeros((n, n))
        for row in rows("adjacency.csv"):
            near[place[row["region"]], place[row["neighbour"]]] = 1
        near = numpy.maximum(near, near.T)
        self.neighbours = near / numpy.maximum(near.sum(axis=1, keepdims=True), 1)
        self.price = {}
        for row in rows("paths.csv"):
            for good in PRICE_EFFECT:
                self.price.setdefault((good, int(row["quarter"][:4])), []).append(float(row[f"{good}_price"]))
        self.price = {key: float(numpy.mean(values)) for key, values in self.price.items()}


def panel(history, column, origin, years, known, facts, young=False, neighbours=False, prices=False):
    """Yearly law: own lagged change and, if asked, share of children, neighbours' lagged change, prices of coal and oil."""
    change = yearly_changes(history, column, known)

    def regressors(lag):
        rows = [lag]
        if young:
            rows.append(centred(facts.young) if lag.ndim == 1 else numpy.tile(centred(facts.young), (len(lag), 1)))
        if neighbours:
            rows.append(centred(lag @ facts.neighbours.T))
        return rows

    x = numpy.array([r.ravel() for r in regressors(change[:-1])]).T
    coefficient = numpy.linalg.lstsq(x, change[1:].ravel(), rcond=None)[0]
    now = log_shares(history.at(column, origin))
    lag = centred(now - log_shares(history.at(column, origin - 1)))
    for year in range(origin + 1, origin + years + 1):
        lag = sum(c * r for c, r in zip(coefficient, regressors(lag)))
        if prices:
            for good, effect in PRICE_EFFECT.items():
                moved = numpy.log(facts.price[(good, year)] / facts.price[(good, year - 1)])
                lag = lag + effect * centred(facts.exposure[good]) * moved
        now = now + lag
    return normalised(now)


def ar1_spread(history, column, years, known):
    """Standard deviation of an AR(1) forecast of the log share, from its residuals."""
    change = yearly_changes(history, column, known)
    rho = ar1_coefficient(history, column, known)
    innovation = float((change[1:] - rho * change[:-1]).std())
    return innovation * float(numpy.sqrt(sum(((1 - rho**k) / (1 - rho)) ** 2 for k in range(1, years + 1))))


def rivals(history, column, origin, years, facts):
    """Forecasts of everybody by name, from what was known at the origin."""
    out = {
        "constant shares": log_shares(history.at(column, origin)),
        "half of the past drift": drift(history, column, origin, years, 0.5),
        "convergence": convergence(history, column, origin, years),
        "AR(1)": ar1(history, column, origin, years, origin),
        "AR(1) and neighbours": panel(history, column, origin, years, origin, facts, neighbours=True),
        "AR(1) and young share": panel(history, column, origin, years, origin, facts, young=True),
    }
    if column == "gdp":
        out["AR(1) and prices"] = panel(history, column, origin, years, origin, facts, prices=True)
        out["AR(1), prices and young share"] = panel(history, column, origin, years, origin, facts, young=True, prices=True)
    out["mean of the rivals"] = normalised(numpy.mean(list(out.values()), axis=0))
    return out
