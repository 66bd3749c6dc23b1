"""A thread out of the program: one module for each format, each defining EXPORTER."""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from threadreader.model.page import Note, Page
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import CommentId, Thread


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything that an export may hold; `marks` are words for what a reader did with some comments, or did not."""

    page: Page
    thread: Thread
    quotes: QuoteIndex = field(default_factory=QuoteIndex)
    notes: tuple[Note, ...] = ()
    marks: Mapping[CommentId, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name on the command line, its file suffix, and the function that writes it.

    `export(exported, width)` gives the whole file as text, the same for the same input. Lines of prose are at most
    `width` cells wide, or not wrapped where it is 0; a format without lines of prose ignores it.
    """

    name: str
    suffix: str
    export: Callable[[Exported, int], str]
    lossless: bool = False
    """Whether it holds everything, so that nothing is left out by choice."""


def exporters() -> Mapping[str, Exporter]:
    """Every format by its name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found: list[Exporter] = [module.EXPORTER for module in modules if hasattr(module, "EXPORTER")]
    return {exporter.name: exporter for exporter in found}
