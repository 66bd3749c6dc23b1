"""What other lists look like: excerpts of articles, quotations, tables, programmes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from threadreader.importer.records.heads import is_planned
from threadreader.importer.records.sample import HALF, MANY, MOST, Sample, first_words, share
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import HEADINGS
from threadreader.importer.selector import attribute
from threadreader.importer.soup.walking import is_text

_QUOTING = frozenset(("blockquote", "figure", "q"))
_UP = 6
_FEW = 4
_SHORT = 30
_REPEATED = 0.2
_UNLIKE = 0.8
_COLUMNS = 3
"""Forums have two headings: over those who write, and over what they write."""


Clue = tuple[float, str]
"""Points for or against a group, and why."""


def find_traps(sample: Sample) -> Iterator[Clue]:
    """Whether the records are excerpts of articles, or quotations."""
    holders = _holders(sample)
    if share(_leads_away(sample.found, span) for span in holders) >= HALF:
        yield -4.5, "headings that lead elsewhere"
    elif not sample.is_called_comments and _are_titles(sample.found, holders):
        yield -3, "titles that lead elsewhere"
    if _are_articles(sample, holders):
        yield -6, "articles of a list"
    if not sample.is_called_comments and _is_data(sample):
        yield -3, "rows under headings"
    may_be_programme = sample.count >= _FEW and not sample.is_called_comments and not sample.is_answerable
    if may_be_programme and is_planned(sample.found, sample.spans):
        yield -1.5, "with times that were planned"
    if not sample.is_numbered and _repeats(sample) >= _REPEATED:
        yield -3, "the same words again"
    quoting = share(sample.found.tags[start].name in _QUOTING for start, _ in sample.spans)
    if quoting >= HALF and not sample.is_called_comments:
        yield -3, "quotations"


def _are_articles(sample: Sample, holders: Sequence[Span]) -> bool:
    """Whether records have what only articles have, and are neither called comments nor there to be answered.

    Some forums have comments of their own under each post.
    """
    if sample.is_called_comments or sample.is_announced or sample.is_debated:
        return False
    return share(sample.found.has_article(*span) for span in holders) >= HALF


def _holders(sample: Sample) -> Sequence[Span]:
    """The records with what is around each one alone."""
    found, spans = sample.found, list(sample.spans)
    for _ in range(_UP if sample.count > 1 else 0):
        above = [found.parents[start] for start, _ in spans]
        if len(set(above)) < len(above):
            break
        spans = [(place, found.ends[place]) for place in above]
    return spans


def _repeats(sample: Sample) -> float:
    """The share of the records whose longest text another one has too: previews of what is answered."""
    texts = [
        max((str(text) for tag in sample.own_tags(span) for text in tag.contents if is_text(text)), key=len, default="")
        for span in sample.spans
    ]
    counts = Counter(text.strip() for text in texts)
    return sum(count - 1 for text, count in counts.items() if len(text) >= _SHORT) / len(texts)


def _leads_away(found: Survey, span: Span) -> bool:
    """Whether the first heading with a link in a record is one to another page."""
    start, end = span
    for place in range(start, min(end, start + MANY // 3)):
        tag = found.tags[place]
        href = attribute(tag, "href") if tag.name == "a" else None
        if href and _is_title(found, place, start):
            return "#" not in href and not href.startswith("javascript:")
    return False


def _are_titles(found: Survey, spans: Sequence[Span]) -> bool:
    """Whether most records begin with a link of several words to another page, each with words of its own."""
    said = [words for span in spans if (words := _first_link(found, span))]
    return len(said) >= MOST * len(spans) and len(set(said)) >= _UNLIKE * len(said)


def _first_link(found: Survey, span: Span) -> str | None:
    """The words of the first link with any, where it leads away and these may be a title."""
    start, end = span
    for place in range(start, min(end, start + MANY // 3)):
        href = attribute(found.tags[place], "href") if found.tags[place].name == "a" else None
        if href and found.letters(place):
            leads = "#" not in href and not href.startswith(("javascript:", "mailto:"))
            is_first = first_words(found.tags[start]) == first_words(found.tags[place])
            return _title(found, place) if leads and is_first else None
    return None


def _title(found: Survey, place: int) -> str | None:
    """What a link says, where it is neither a name nor a time and has several words."""
    words = found.tags[place].get_text(" ").split()
    end = min(found.ends[place], place + MANY)
    is_sign = found.has_name(place, end) or found.has_time(place, end)
    return None if is_sign or len(words) < 3 or words[0].rstrip(":").lower() == "re" else " ".join(words)  # noqa: PLR2004


def _is_data(sample: Sample) -> bool:
    """Whether the records are rows of a table with a heading over each of several columns."""
    found = sample.found
    rows = [start for start, _ in sample.spans if found.tags[start].name == "tr"]
    holders = {found.parents[start] for start in rows}
    if len(rows) < len(sample.spans) or len(holders) > 1:
        return False
    (body,) = holders
    head = found.parents[body] if found.tags[body].name == "tbody" else body
    first = next((at for at in range(head, min(found.ends[head], head + _FEW)) if found.tags[at].name == "tr"), body)
    second = next((row for row in rows if row > first), first)
    return len(_heads(found, first)) >= _COLUMNS and not _heads(found, second)


def _heads(found: Survey, row: int) -> list[int]:
    """The cells of a row where all of them are headings."""
    cells = [*found.children(row)]
    return cells if all(found.tags[cell].name == "th" for cell in cells) else []


def _is_title(found: Survey, place: int, start: int) -> bool:
    """Whether a link is a heading of several words, neither a name nor a time."""
    inner = range(place, min(found.ends[place], place + _FEW))
    is_time = any(each in found.times and 2 * found.letters(each) >= found.letters(place) for each in inner)
    if is_time or found.has_name(place, place + 1) or found.letters(place) > MANY:
        return False
    here = place
    while here > start and found.tags[here].name not in HEADINGS:
        here = found.parents[here]
    is_heading = found.tags[here].name in HEADINGS or any(found.tags[each].name in HEADINGS for each in inner)
    return is_heading and len(found.tags[place].get_text(" ").split()) >= 3  # noqa: PLR2004
