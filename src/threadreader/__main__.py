"""Entry point of `threadreader` and `python -m threadreader`."""

import gc
import os
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
        _give_up_broken_streams()
        # At its end Python searches all that is left for what can be freed.
        gc.freeze()


def _give_up_broken_streams() -> None:
    """Keep the interpreter from failing again, with a message of its own, when it flushes what nobody takes."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            if not stream.closed:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# Worker processes import this module too, and must not run the program again.
if __name__ == "__main__":
    raise SystemExit(run())
