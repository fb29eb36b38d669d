"""Flowt: where a Brazilian business shows its offer, sells it, talks about it and learns."""

__version__ = "0.1.0"
