"""What threads are made with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Versions:
    """What a thread was made with: it can be made again where the program has become better at it."""

    reader: int
    linker: int
