"""What an article begins with above the tag that holds its words: a summary, a second title, a picture's words."""

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag

from threadreader.importer.article import is_chrome
from threadreader.importer.asides import is_aside
from threadreader.importer.prose.outline import Line, Outline
from threadreader.importer.records.times import times_in
from threadreader.importer.selector import attribute, classes, hyphened
from threadreader.importer.writers import is_led

_LEAD = re.compile(
    r"(?:^|[-_\s])(?:lead|lede|leadin|teaser|intro\w{0,8}|standfirst|summary|sub-?(?:title|head(?:ing|line)?)|excerpt|abstract"
    r"|deck|dek|desc(?:ription)?|preamble|vorspann|anrisstext|chapo|entradilla|bajada|sommario|occhiello|ingress|manchet|inleiding|zajawka|lid)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_NAMING = ("id", "itemprop", "data-testid", "data-component", "data-gu-name")
_SHORT, _SENTENCE = 30, 80
_UP = 8


def find_lead(outline: Outline, start: int, end: int) -> Iterator[Tag]:
    """The blocks of the article among the lines after its title and before the tag that holds the rest of it."""
    body = outline.places[id(outline.lines[end].block)] if end < len(outline.lines) else 0
    rest = "".join(line.key for line in outline.lines[end : end + 3])
    given: set[int] = set()
    chrome = is_chrome()
    for line in outline.lines[start:end]:
        if id(line.block) in given or line.key in rest or line.linked * 2 > len(line.text) or is_led(line.text):
            continue
        around = list(_around(outline, line, body))
        if not any(map(is_aside, around)) and _is_of_article(line, around, is_plain=not any(map(chrome, around))):
            given.add(id(line.block))
            yield line.block


def _around(outline: Outline, line: Line, body: int) -> Iterator[Tag]:
    """The block of a line, and what is around it but not around the body."""
    place = outline.places[id(line.block)]
    for _ in range(_UP):
        if place <= 0 or place <= body < outline.ends[place]:
            return
        yield outline.tags[place]
        place = outline.parents[place]


def _is_of_article(line: Line, around: Sequence[Tag], *, is_plain: bool) -> bool:
    """Whether a line above the words is theirs; it `is_plain` where it is in nothing that sites put around."""
    if line.block.name == "figcaption":
        return is_plain
    if len(line.text) >= _SHORT and not times_in(line.text) and any(map(_is_called_lead, around)):
        return True
    return line.block.name == "p" and len(line.text) >= _SENTENCE and is_plain


def _is_called_lead(tag: Tag) -> bool:
    names = (*classes(tag), *(attribute(tag, name) or "" for name in _NAMING if name in tag.attrs))
    return any(_LEAD.search(hyphened(name)) for name in names)
