"""Flowt: where a Brazilian business shows its offer, sells it, talks about it and learns."""

from flowt import heap

__version__ = "0.1.0"
heap.load()
