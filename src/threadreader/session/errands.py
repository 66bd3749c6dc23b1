"""What an action wants of the world outside, for a screen to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text on the terminal's clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Browse:
    """Show an address in the reader's browser."""

    address: str


Errand = Copy | Browse
