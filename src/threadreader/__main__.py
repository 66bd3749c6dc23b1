"""Entry point of `threadreader` and `python -m threadreader`."""

import gc
import sys

from threadreader import __version__

_YOUNG_OBJECTS = 100_000  # that the collector waits for: what a command makes is in use until it ends, nearly all
_INTERRUPTED = 130  # as shells report a program that SIGINT, signal 2, has ended: 128 + 2


def run() -> int:
    """Run the program and return its exit code; ^c while it is loaded ends it without a traceback."""
    gc.set_threshold(_YOUNG_OBJECTS)
    try:
        if sys.argv[1:] == ["--version"] and sys.stdout:
            # Said without loading the commands, which takes five times as long.
            sys.stdout.write(f"threadreader {__version__}\n")
            return 0
        from threadreader.cli import main

        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        # At its end Python searches all that is left for what can be freed.
        gc.freeze()


# Worker processes import this module too, and must not run the program again.
if __name__ == "__main__":
    raise SystemExit(run())
