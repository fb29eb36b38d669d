"""`flowt up`: every process of an installation in one terminal, started, watched and stopped."""
