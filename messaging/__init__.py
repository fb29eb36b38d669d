"""Channels, conversations, templates, campaigns and the gate they all pass."""
