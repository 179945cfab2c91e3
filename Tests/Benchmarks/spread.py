"""What is said of a number of measurements: the median, and how far they lie apart."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A median, the quartiles around it, and how many were measured."""

    median: float
    low: float
    high: float
    count: int

    def __format__(self, digits):
        return f"{self.median:{digits or '.1f'}} ({self.low:{digits or '.1f'}}–{self.high:{digits or '.1f'}})"


def spread(values):
    values = list(values)
    if len(values) < 2:
        return Spread(values[0], values[0], values[0], len(values))
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(middle, low, high, len(values))


def ratios(theirs, ours):
    """How many times as much as ours theirs is, round by round: what slowed both of a round down cancels out."""
    return spread(their / our for their, our in zip(theirs, ours))


def percentile(values, percent):
    """The value that `percent` of the measurements do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def slope(points):
    """Least squares through (x, y): the rise of y for each x, and y at 0."""
    xs, ys = zip(*points)
    rise, start = statistics.linear_regression(xs, ys)
    return rise, start
