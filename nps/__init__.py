"""Surveys and answers."""
