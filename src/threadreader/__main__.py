"""`python -m threadreader`."""

from threadreader.cli import main

# Also a process that this one starts imports this module, and is not to run the program again.
if __name__ == "__main__":
    raise SystemExit(main())
