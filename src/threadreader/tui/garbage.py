"""When garbage is looked for: all of it while no key is awaited, since that takes longer than a key may wait."""

import gc

_YOUNG, _MIDDLE = 700, 10
_OLD = 50
"""Only so many looks through what is young lead to one through everything: keys that never rest come to that."""

_REST = 1.0
"""Seconds after a key in which nothing is begun."""

_DUE = 5
"""So many looks through what is young make one through everything worth its while."""


def begin() -> None:
    """Look for garbage from now on, but never in what is there now, which stays."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()


def collect_when_idle(since_key: float) -> None:
    """Look through everything where that is due; `since_key` is how many seconds ago the last key came."""
    if since_key >= _REST and gc.get_count()[-1] >= _DUE:
        gc.collect()
