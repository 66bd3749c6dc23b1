"""What records begin with that may be the name of somebody, though nothing marks it as one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bs4 import Tag

from threadreader.importer.records.bodies import is_text
from threadreader.importer.records.groups import Span
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import ACTION, folded, names_of

_NEAR = 16
"""A name is in the first tags of a record."""

_MOST, _SHARE = 0.6, 0.35
"""In how many of the records there must be such words, and how many of these must not be the same."""

_SHORT, _FEW = 30, 4
"""A name has no more letters and words than these."""

_BEGINNING = 160


def have_heads(found: Survey, spans: Sequence[Span]) -> bool:
    """Whether most records begin with a few words in a tag of their own that are not the same in all of them."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in spans:
        heads: dict[str, str] = {}
        for place in range(start, min(end, start + _NEAR)):
            words = _head(found, place)
            if words:
                heads.setdefault(".".join((found.tags[place].name, *names_of(found.tags[place]))), words)
        for label, words in heads.items():
            said[folded(label)].append(words)
    most = (some for some in said.values() if len(some) >= _MOST * len(spans))
    return any(len(set(some)) >= max(2, _SHARE * len(some)) for some in most)


def _head(found: Survey, place: int) -> str | None:
    """The words of a tag where these may be a name."""
    if not 2 <= found.letters(place) <= _SHORT or found.has_time(place, found.ends[place]):  # noqa: PLR2004 - a name
        return None
    words = found.tags[place].get_text(" ").split()
    is_counting = len(words) > 1 and any(map(str.isdigit, "".join(words)))
    said = " ".join(words)
    may_be = len(words) <= _FEW and any(map(str.isalpha, said)) and not said.endswith(":")
    return said if may_be and not is_counting and not ACTION.search(said) else None


def beginning(tags: Iterable[Tag]) -> str:
    """The first words of a record, given its tags."""
    pieces: list[str] = []
    for tag in tags:
        pieces += (str(text) for text in tag.contents if is_text(text))
        if sum(map(len, pieces)) >= _BEGINNING:
            break
    return " ".join(pieces)[:_BEGINNING]
