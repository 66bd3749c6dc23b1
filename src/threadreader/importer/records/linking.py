"""Records that are links from other sites: called so, or saying so before the link."""

import re

from bs4 import Tag

from threadreader.importer.records.heads import beginning
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.selector import classes
from threadreader.importer.soup import by_shape
from threadreader.model.thread import Kind

_SAID = re.compile(r"\s*(pingback|trackback)\s*(?::|(?:by|from|von|de|da|por|van)\s)", re.IGNORECASE)
_FAR = 30
"""What a record begins with is in so many tags."""


def kind_of(found: Survey, span: Span) -> Kind:
    """What a record is, by its class or by the words that it begins with."""
    start, end = span
    named = _kind_by_name(found.tags[start])
    if named is not None:
        return named
    said = _SAID.match(beginning(found.tags[start : min(end, start + _FAR)]))
    return Kind(said[1].casefold()) if said else Kind.COMMENT


@by_shape
def _kind_by_name(element: Tag) -> Kind | None:
    words = {word.casefold() for word in classes(element)}
    return next((kind for kind in (Kind.PINGBACK, Kind.TRACKBACK) if kind.value in words), None)
