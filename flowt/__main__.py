"""`python -m flowt`."""

from flowt.cli import main

main()
