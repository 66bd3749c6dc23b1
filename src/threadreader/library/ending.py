"""Ends copies of this process with it: what reads pages for nobody any more would go on with all of a processor."""

import os
import signal
from collections.abc import Callable

_WHEN_PARENT_ENDS = 1
"""Linux calls it PR_SET_PDEATHSIG."""

_prctl: Callable[..., int] | None

try:
    import ctypes

    _prctl = ctypes.CDLL(None).prctl
except (ImportError, OSError, AttributeError, TypeError):
    # There is no such thing, and then a copy ends by its limits, or when it cannot give its answer to anybody.
    _prctl = None


def end_with(parent: int) -> None:
    """Let this process be ended as soon as its parent has ended, whatever ended that, where the system does such."""
    if _prctl:
        _prctl(_WHEN_PARENT_ENDS, ctypes.c_ulong(signal.SIGKILL))
    # It may have ended before that was asked for.
    if os.getppid() != parent:
        os._exit(1)
