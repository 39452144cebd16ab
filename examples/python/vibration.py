"""Measures of a signal."""

import math


def crest(samples):
    """How far the highest peak stands out: 1 for a square wave, 1.41 for a sine, more for knocks."""
    power = math.sqrt(sum(x * x for x in samples) / len(samples))
    return max(abs(x) for x in samples) / power if power else 0.0
