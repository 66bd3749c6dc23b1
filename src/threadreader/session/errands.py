"""What an action wants of the world outside, for a screen to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.blocks import Image


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text on the terminal's clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Browse:
    """Show an address in the reader's browser."""

    address: str


@dataclass(frozen=True, slots=True)
class Look:
    """Show pictures of a reply or of the article, one of them first."""

    pictures: Sequence[Image]
    first: int


Errand = Copy | Browse | Look
