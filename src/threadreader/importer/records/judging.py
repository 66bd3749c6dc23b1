"""Whether a group is comments: by the words of its tags, by its numbers, and by what other lists look like."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bs4 import Tag

from threadreader.importer.records.announcing import is_announced
from threadreader.importer.records.bodies import is_text
from threadreader.importer.records.groups import Group, Span
from threadreader.importer.records.heads import beginning, have_heads
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import ACTION, ASIDE, COMMENT, COMMENTS, HEADINGS, POST, SAYING, names_of
from threadreader.importer.selector import attribute

_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "header"))
_QUOTING = frozenset(("blockquote", "figure", "q"))
_ENOUGH = 30
"""As many records of a group tell what the others are."""

_UP = 6
"""How far around a list its place on the page tells what it is."""

_NEAR, _MANY = 16, 200
"""A record is numbered in its first tags, and what can be done with it is in no more tags than these."""

_ACCEPTED = 4.5
_HALF, _MOST = 0.5, 0.6
_FEW = 4
_LINKED, _PROSE = 0.35, 0.15
_SHORT, _LONG = 30, 80
_REPEATED = 0.2

Clue = tuple[float, str]
"""Points for or against a group, and why."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Points for and against a group, each with its reason."""

    points: float
    reasons: tuple[str, ...]
    is_called_comments: bool
    is_among_comments: bool
    is_called_posts: bool

    @property
    def is_accepted(self) -> bool:
        """Whether the records are comments or posts."""
        return self.points >= _ACCEPTED


def judge(found: Survey, group: Group) -> Judgement:
    """How surely the records are comments."""
    sample = _Sample(found, group)
    clues = [clue for look in (_names, _neighbours, _signs, _numbers, _words, _traps) for clue in look(sample)]
    return Judgement(
        sum(points for points, _ in clues),
        tuple(f"{reason} {points:+.1f}" for points, reason in clues),
        is_called_comments=sample.called_comments >= _HALF,
        is_among_comments=sample.is_among_comments,
        is_called_posts=sample.called_posts >= _HALF,
    )


class _Sample:
    """Some of the records of a group, and what they are called."""

    def __init__(self, found: Survey, group: Group) -> None:
        self.found = found
        self.count = len(group.spans)
        self.whole = group.worth / self.count
        self.spans = group.spans[:: max(1, self.count // _ENOUGH)][:_ENOUGH]
        self._ends = dict(group.spans)
        self.own = [" ".join(names_of(found.tags[start])) for start, _ in self.spans]
        self.around = [place for start, _ in self.spans[:3] for place in _above(found, start)]
        names = " ".join(
            word for place in self.around for word in names_of(found.tags[place]) if not ASIDE.search(word)
        )
        self.called_comments = _share(bool(COMMENT.search(words)) for words in self.own)
        self.listed_comments = _share(
            any(map(COMMENTS.search, names_of(found.tags[found.parents[start]]))) for start, _ in self.spans
        )
        self.called_posts = _share(bool(POST.search(words)) for words in self.own)
        self.is_among_comments = bool(COMMENTS.search(names))
        self.is_among_posts = bool(POST.search(names))
        self.is_numbered = _share(_is_numbered(found, span) for span in self.spans) >= _MOST

    @property
    def is_called_comments(self) -> bool:
        return self.called_comments >= _HALF

    @property
    def is_aside(self) -> bool:
        """Whether anything around the records, other than most of the page, is beside it."""
        found = self.found
        return any(_is_aside(found.tags[place]) for place in self.around if 2 * found.letters(place) < found.letters(0))

    def tags(self, span: Span) -> Sequence[Tag]:
        """The tags of a record, of a large one the first."""
        return self.found.tags[span[0] : min(span[1], span[0] + _MANY)]

    def own_tags(self, span: Span) -> Iterator[Tag]:
        """The same without those of the records in it."""
        here, end = span[0], min(span[1], span[0] + _MANY)
        while here < end:
            if here != span[0] and here in self._ends:
                here = self._ends[here]
                continue
            yield self.found.tags[here]
            here += 1


def _names(sample: _Sample) -> Iterator[Clue]:
    """What the records are called, and what they stand in."""
    if sample.is_called_comments:
        yield 3 * sample.called_comments, "called comments"
    elif sample.listed_comments >= _MOST:
        yield sample.listed_comments, "listed as comments"
    elif sample.called_posts >= _HALF:
        yield 1.5 * sample.called_posts, "called posts"
    if sample.is_among_comments:
        yield 1.5, "among comments"
    elif is_announced(sample.found, sample.spans[0][0]):
        yield 1.5, "announced as comments"
    elif sample.is_among_posts:
        yield 0.5, "among posts"


def _neighbours(sample: _Sample) -> Iterator[Clue]:
    """Whether the records are beside what the page is about."""
    if _share(bool(ASIDE.search(words)) for words in sample.own) >= _HALF:
        yield -4.5, "called something else"
    elif sample.is_aside:
        yield -1.5 if sample.is_called_comments else -3, "beside the page"


def _signs(sample: _Sample) -> Iterator[Clue]:
    """Whether the records can be told apart, and say who wrote them and when."""
    found = sample.found
    if sample.is_numbered:
        yield 1.5, "numbered"
    if sample.count > 1 and all(found.tags[start].name == "hr" for start, _ in sample.spans):
        yield 1, "between rules"
    timed = _share(found.has_time(*span) for span in sample.spans) >= _MOST
    named = _share(found.has_name(*span) for span in sample.spans) >= _MOST
    if timed:
        yield 1.5, "with times"
    if named:
        yield 1, "with names"
    if timed and named:
        yield 0.5, "with both"
    elif timed and sample.whole >= _MOST and have_heads(found, sample.spans):
        yield 1, "with what may be names"
    if not named and _share(bool(SAYING.search(beginning(sample.own_tags(span)))) for span in sample.spans) >= _MOST:
        yield 1, "with words of saying"
    if _share(any(map(_is_action, sample.tags(span))) for span in sample.spans) >= _HALF:
        yield 1, "can be answered"


def _numbers(sample: _Sample) -> Iterator[Clue]:
    """How many records there are: the fewer, the surer what they are called must be."""
    if sample.count > 1:
        yield 0.5, "several"
    if sample.count >= _FEW:
        yield 0.5, "many"
    elif sample.count == 1:
        if not (sample.is_called_comments and sample.is_among_comments and sample.is_numbered):
            yield -6, "only one"
        if sample.is_aside or any(tag.name == "textarea" for tag in sample.tags(sample.spans[0])):
            yield -6, "a form or a box"
    elif not sample.is_called_comments:
        if not sample.is_numbered:
            yield -2, "few"
        if not sample.is_among_comments and sample.called_posts < _HALF:
            yield -1.5, "of no name"
        if len({sample.found.parents[start] for start, _ in sample.spans}) > 1:
            yield -3.5, "far apart"


def _words(sample: _Sample) -> Iterator[Clue]:
    """Whether the records are prose."""
    found = sample.found
    sizes = [found.letters(*span) for span in sample.spans]
    linked = sum(found.linked(*span) for span in sample.spans) / (sum(sizes) or 1)
    if linked > _LINKED:
        yield -1.5 if linked < _MOST else -3, "mostly links"
    if median(sizes) < _SHORT:
        yield -1.5, "short"
    elif median(sizes) > _LONG and linked < _PROSE:
        yield 0.5, "prose"


def _traps(sample: _Sample) -> Iterator[Clue]:
    """Whether the records are excerpts of articles, or quotations."""
    if _share(_leads_away(sample.found, span) for span in _holders(sample)) >= _HALF:
        yield -4.5, "headings that lead elsewhere"
    if not sample.is_numbered and _repeats(sample) >= _REPEATED:
        yield -3, "the same words again"
    quoting = _share(sample.found.tags[start].name in _QUOTING for start, _ in sample.spans)
    if quoting >= _HALF and not sample.is_called_comments:
        yield -3, "quotations"


def _holders(sample: _Sample) -> Sequence[Span]:
    """The records with what is around each one alone."""
    found, spans = sample.found, list(sample.spans)
    for _ in range(_UP if sample.count > 1 else 0):
        above = [found.parents[start] for start, _ in spans]
        if len(set(above)) < len(above):
            break
        spans = [(place, found.ends[place]) for place in above]
    return spans


def _repeats(sample: _Sample) -> float:
    """The share of the records whose longest text another one has too: previews of what is answered."""
    texts = [
        max((str(text) for tag in sample.own_tags(span) for text in tag.contents if is_text(text)), key=len, default="")
        for span in sample.spans
    ]
    counts = Counter(text.strip() for text in texts)
    return sum(count - 1 for text, count in counts.items() if len(text) >= _SHORT) / len(texts)


def _above(found: Survey, place: int) -> Iterator[int]:
    """The places of what a tag is in, the nearest first, without the page itself."""
    here = found.parents[place]
    for _ in range(_UP):
        if here < 0 or found.tags[here].name in ("body", "html"):
            return
        yield here
        here = found.parents[here]


def _is_aside(tag: Tag) -> bool:
    if tag.name in _ASIDE_TAGS:
        return True
    return any(ASIDE.search(word) and not COMMENT.search(word) and "content" not in word for word in names_of(tag))


def _is_numbered(found: Survey, span: Span) -> bool:
    """Whether a record has a number of its own that it can be linked by."""
    start, end = span
    for tag in found.tags[start : min(end, start + _NEAR)]:
        values = (attribute(tag, name) for name in ("id", "name")) if tag.attrs else ()
        if any(any(map(str.isdigit, value)) for value in values if value):
            return True
    return any(name.startswith("data-") and name.endswith("id") for name in found.tags[start].attrs)


def _is_action(tag: Tag) -> bool:
    """Whether a tag is a link or a button for doing something with a comment."""
    return tag.name in ("a", "button") and len(tag.contents) <= _FEW and bool(ACTION.search(_beginning(tag)))


def _beginning(tag: Tag) -> str:
    """The first words in a tag."""
    return next((str(text) for text in tag.strings if text.strip()), "")


def _leads_away(found: Survey, span: Span) -> bool:
    """Whether the first heading with a link in a record is one to another page."""
    start, end = span
    for place in range(start, min(end, start + _MANY // 3)):
        tag = found.tags[place]
        href = attribute(tag, "href") if tag.name == "a" else None
        if href and _is_title(found, place, start):
            return "#" not in href and not href.startswith("javascript:")
    return False


def _is_title(found: Survey, place: int, start: int) -> bool:
    """Whether a link is a heading of several words, neither a name nor a time."""
    inner = range(place, min(found.ends[place], place + _FEW))
    is_time = any(each in found.times and 2 * found.letters(each) >= found.letters(place) for each in inner)
    if is_time or found.has_name(place, place + 1) or found.letters(place) > _MANY:
        return False
    here = place
    while here > start and found.tags[here].name not in HEADINGS:
        here = found.parents[here]
    is_heading = found.tags[here].name in HEADINGS or any(found.tags[each].name in HEADINGS for each in inner)
    return is_heading and len(found.tags[place].get_text(" ").split()) >= 3  # noqa: PLR2004


def _share(answers: Iterable[bool]) -> float:
    known = list(answers)
    return sum(known) / len(known)
