"""Combos: items sold together at one price."""
