"""Entry point of `threadreader` and `python -m threadreader`."""

import sys

from threadreader import __version__

_INTERRUPTED = 130  # as shells report a program that SIGINT, signal 2, has ended: 128 + 2


def run() -> int:
    """Run the program and return its exit code; ^c while it is loaded ends it without a traceback."""
    try:
        if sys.argv[1:] == ["--version"] and sys.stdout:
            # Said without loading the commands, which takes five times as long.
            sys.stdout.write(f"threadreader {__version__}\n")
            return 0
        from threadreader.cli import main

        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED


# Worker processes import this module too, and must not run the program again.
if __name__ == "__main__":
    raise SystemExit(run())
