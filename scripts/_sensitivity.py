"""Estimates of sensitivity from designs of experiments. Pure functions of arrays.

A design of Saltelli has N blocks of a point a, the points a with one coordinate from b, and b; coordinates in [0, 1].

  μ    Σ Δy sign(Δu) / Σ |Δu|       mean elementary effect of the way across the whole range, each weighted by its step
  μ*   Σ |Δy| / Σ |Δu|              the same without signs: how much the factor matters (Morris 1991, Campolongo et al. 2007)
  σ    spread of Δy / Δu about μ, likewise weighted: large where the factor acts with others or not in a straight line
  S1   mean f(b) (f(ab_i) − f(a)) / V          share of the variance by the factor alone (Saltelli et al. 2010)
  ST   mean (f(a) − f(ab_i))² / 2V             with everything it does together with others (Jansen 1999)

Errors are half widths of percentile intervals over blocks drawn again (bootstrap).
"""

import numpy

DRAWS = 1000  # of the bootstrap


def _screen(steps, change):
    """μ, μ*, σ by factor; arrays (block, factor)."""
    size = numpy.abs(steps)
    whole = size.sum(axis=0)
    mean = (change * numpy.sign(steps)).sum(axis=0) / whole
    absolute = numpy.abs(change).sum(axis=0) / whole
    effects = change / steps
    spread = numpy.sqrt((size * (effects - mean) ** 2).sum(axis=0) / whole)
    return numpy.array([mean, absolute, spread])


def _indices(at_a, mixed, at_b):
    """S1, ST by factor; arrays (block), (block, factor), (block)."""
    everything = numpy.concatenate([at_a, at_b])
    centre, variance = everything.mean(), everything.var()
    if variance == 0:
        return numpy.full((2, mixed.shape[1]), numpy.nan)
    first = ((at_b - centre)[:, None] * (mixed - at_a[:, None])).mean(axis=0) / variance
    total = ((at_a[:, None] - mixed) ** 2).mean(axis=0) / (2 * variance)
    return numpy.array([first, total])


def _with_errors(estimate, blocks, level, seed=1):
    """The estimate over all blocks and its half width; `estimate` takes positions of blocks."""
    draw = numpy.random.default_rng(seed)
    again = numpy.array([estimate(draw.integers(0, blocks, blocks)) for _ in range(DRAWS)])
    low, high = numpy.nanpercentile(again, [50 * (1 - level), 50 * (1 + level)], axis=0)
    return estimate(numpy.arange(blocks)), (high - low) / 2


def saltelli(points, values, level=0.95):
    """Of a design in its order: points (N (k + 2), k) in [0, 1], values (N (k + 2)). Blocks with a value that is missing are left out.

    Returns a dictionary of mu, mu_star, sigma, S1, ST, each with its half width, by factor; and the number of blocks.
    """
    factors = points.shape[1]
    width = factors + 2
    blocks = len(values) // width
    points, values = points[: blocks * width].reshape(blocks, width, factors), numpy.asarray(values)[
        : blocks * width
    ].reshape(blocks, width)
    whole = ~numpy.isnan(values).any(axis=1)
    points, values = points[whole], values[whole]
    if len(values) < 2:
        raise ValueError("fewer than two whole blocks of the design are finished")
    steps = points[:, -1] - points[:, 0]
    change = values[:, 1:-1] - values[:, :1]
    screened, screened_error = _with_errors(lambda i: _screen(steps[i], change[i]), len(values), level)
    indices, indices_error = _with_errors(
        lambda i: _indices(values[i, 0], values[i, 1:-1], values[i, -1]), len(values), level
    )
    found = {name: (screened[k], screened_error[k]) for k, name in enumerate(("mu", "mu_star", "sigma"))}
    found.update({name: (indices[k], indices_error[k]) for k, name in enumerate(("S1", "ST"))})
    return found, len(values)


def linear(points, values, level, t):
    """A straight line through any design: the change over each factor's range with its half width, and R². `t(level, freedom)`: Student's quantile."""
    known = ~numpy.isnan(values)
    points, values = points[known], numpy.asarray(values)[known]
    columns = numpy.column_stack([numpy.ones(len(values)), points])
    freedom = len(values) - columns.shape[1]
    if freedom < 1 or numpy.linalg.matrix_rank(columns) < columns.shape[1]:
        raise ValueError("too few points are finished for a line through all factors")
    fit, *_ = numpy.linalg.lstsq(columns, values, rcond=None)
    left = values - columns @ fit
    error = numpy.sqrt(numpy.diag(numpy.linalg.inv(columns.T @ columns)) * (left**2).sum() / freedom)
    spread = ((values - values.mean()) ** 2).sum()
    return fit[1:], t(level, freedom) * error[1:], 1 - (left**2).sum() / spread if spread > 0 else float("nan")
