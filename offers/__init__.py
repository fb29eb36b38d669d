"""Combos, coupons and price rules."""
