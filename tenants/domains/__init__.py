"""Addresses of their own: claimed, proven in DNS, served, watched."""
