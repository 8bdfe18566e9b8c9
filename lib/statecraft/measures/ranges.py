"""Amounts known as ranges, with their arithmetic."""
from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Range:
    """A positive quantity known as a value between two ends; sums and ratios carry the ends through.

    Interval arithmetic (Moore 1966, Interval Analysis): the widest result that any values within
    the ranges can give, which is no probability. The parts of a result must not share a range, or
    it comes out too wide. Where a source states ends only, the value is their midpoint.
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float | None, low: float | None = None, high: float | None = None) -> Range:
        """A range from what a source states: a value, a value with ends, or ends only."""
        low, high = (value if pd.isna(low) else low), (value if pd.isna(high) else high)
        return cls(float((low + high) / 2 if pd.isna(value) else value), float(low), float(high))

    def __add__(self, other: Range) -> Range:
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.value - other.value, self.low - other.high, self.high - other.low)

    def __mul__(self, other: Range | float) -> Range:
        other = other if isinstance(other, Range) else Range.of(other)
        return Range(self.value * other.value, self.low * other.low, self.high * other.high)

    def __truediv__(self, other: Range | float) -> Range:
        other = other if isinstance(other, Range) else Range.of(other)
        return Range(self.value / other.value, self.low / other.high, self.high / other.low)

    def share_of(self, rest: Range) -> Range:
        """This as a share of itself and the rest, without counting its own range twice."""
        return Range(*(own / (own + others) for own, others in (
            (self.value, rest.value), (self.low, rest.high), (self.high, rest.low))))
