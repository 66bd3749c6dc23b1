"""`threadreader`, and `python -m threadreader`."""

_INTERRUPTED = 130


def run() -> int:
    """Run the program, and give the exit code; ^c ends it without a word while it is loaded, too."""
    try:
        from threadreader.cli import main

        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED


# Also a process that this one starts imports this module, and is not to run the program again.
if __name__ == "__main__":
    raise SystemExit(run())
