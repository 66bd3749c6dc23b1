"""Whether a thread and what was done in it are still as they were."""

from threadreader.library.library import Library
from threadreader.store.threads import load_state


def state_of(library: Library, number: int) -> object:
    """What is another one after the thread was read again or linked, or something was done in it."""
    return load_state(library.database, number)
