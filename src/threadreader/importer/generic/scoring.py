"""Whether a group is comments, by points: by the words of its tags, by its numbers, and by what other lists look like.

What other lists look like: excerpts of articles, quotations, tables, programmes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from bs4 import Tag

from threadreader.dataclass import dataclass
from threadreader.importer.generic.groups import Group
from threadreader.importer.generic.heads import beginning, have_heads, is_planned, is_stamped
from threadreader.importer.generic.sample import Sample, first_words, share
from threadreader.importer.generic.survey import Span, Survey, Trait, cached_by_place, is_count
from threadreader.importer.generic.thresholds import FEW, HALF, LONG, MANY, MOST, NEAR, SEVERAL, SHORT
from threadreader.importer.html.hr_sections import SECTION_CLASS
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import is_text
from threadreader.importer.lexicon import ATTRIBUTION, HEADINGS
from threadreader.lexicon import alternatives, compile_lazily

_QUOTING = frozenset(("blockquote", "figure", "q"))
_UP = 6  # levels of what holds the records that are searched; bounds the time
REPEATED = 0.2  # share of texts that are repeated: in threads few are (judgement)
_WORDS = 12  # characters; what is shorter is a label (judgement)
_UNLIKE = 0.8  # share of links that say different things, as titles do (judgement)
_COLUMNS = 3
"""Forums have two headings: over those who write, and over what they write."""

_FIGURES = 2
"""Lists of topics and of boards count the answers and the views, or the topics and the posts, in cells of their own."""

_CUT_OFF = ("...", "\u2026")
_LAST = compile_lazily(r"last[-_]?(?:post|reply)", re.IGNORECASE)
_READ_MORE = compile_lazily(rf"\W*(?:{alternatives('read_more')})\W*", re.IGNORECASE)


Clue = tuple[float, str]
"""Points for or against a group, and why."""


def find_traps(sample: Sample) -> Iterator[Clue]:
    """Clues that the records are excerpts of articles, quotations, or the rows of other lists."""
    holders = _holders(sample)
    yield from _titles(sample, holders)
    if _are_articles(sample, holders):
        yield -6, "articles of a list"
    if not sample.is_called_comments and _is_data(sample):
        yield -6, "rows under headings"
    if share(sample.found.has_any(_OF_LAST, *span) for span in sample.spans) >= MOST:
        yield -6, "each with its last post"
    may_be_programme = sample.count >= FEW and not sample.is_called_comments and not sample.is_answerable
    if may_be_programme and is_planned(sample.found, sample.spans):
        yield -1.5, "with times that were planned"
    if not sample.is_called_comments and share(_is_cut_off(sample, span) for span in sample.spans) >= MOST:
        yield -3, "cut off"
    if not sample.is_numbered and _repeats(sample) >= REPEATED:
        yield -3, "the same words again"
    quoting = share(_is_quotation(sample.found, span) for span in sample.spans)
    if quoting >= HALF and not sample.is_called_comments:
        yield -3, "quotations"


def _titles(sample: Sample, holders: Sequence[Span]) -> Iterator[Clue]:
    """Clues from links that are the titles of other pages, and the more so with the number of replies there."""
    if share(_leads_away(sample.found, span) for span in holders) >= HALF:
        yield -3 if sample.is_called_comments else -4.5, "headings that lead elsewhere"
    elif _are_titles(sample.found, holders):
        if share(_counts_replies(sample.found, span) for span in holders) >= HALF:
            yield -6, "titles of threads elsewhere"
        elif not sample.is_called_comments:
            yield -3, "titles that lead elsewhere"


def _is_cut_off(sample: Sample, span: Span) -> bool:
    """True if the longest text of a record ends in dots, as where the beginnings of comments are listed."""
    longest = max((_longest_text(sample.found, place) for place in sample.own_places(span)), key=len, default="")
    return len(longest) >= SHORT and longest.rstrip(" ]").endswith(_CUT_OFF)


def _is_quotation(found: Survey, span: Span) -> bool:
    """True if a record is a quotation, or says only in one when it was written, as posts that are shown in articles."""
    start, end = span
    if found.tags[start].name in _QUOTING:
        return True
    inside = range(start, min(end, start + NEAR))
    quotes = found.outermost(place for place in inside if found.tags[place].name == "blockquote")
    quoted = sum(found.times_before[found.ends[place]] - found.times_before[place] for place in quotes)
    return 0 < quoted == found.times_before[end] - found.times_before[start]


_OF_LAST = Trait(lambda shape: any(map(_LAST.search, shape.classes or ())), lambda _: True)
"""A tag is called the latest post of a topic or of a board, which lists of these say."""


def _are_articles(sample: Sample, holders: Sequence[Span]) -> bool:
    """True if records have what only articles have, and are neither called comments nor there to be answered.

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
    """The share of the records without words of their own: others have all of them too, as previews do.

    Titles, signatures and what is quoted are said again in threads, beside what is new.
    """
    before: set[str] = set()
    repeated = 0
    for span in sample.spans:
        places = (place for place in sample.own_places(span) if place not in sample.found.times)
        texts = {text for place in places if len(text := _longest_text(sample.found, place)) >= _WORDS}
        repeated += texts <= before and any(len(text) >= SHORT for text in texts)
        before |= texts
    return repeated / len(sample.spans)


@cached_by_place
def _longest_text(found: Survey, place: int) -> str:
    return max((str(text).strip() for text in found.tags[place].contents if is_text(text)), key=len, default="")


@cached_by_place
def _leads_away(found: Survey, span: Span) -> bool:
    """True if the first heading with a link in a record, or what says "read more", leads to another page."""
    start, end = span
    for place in found.links(start, min(end, start + MANY // 3)):
        href = attribute(found.tags[place], "href")
        if href and (_is_title(found, place, start) or _READ_MORE.fullmatch(first_words(found.tags[place]))):
            return "#" not in href and not href.startswith("javascript:")
    return False


def _are_titles(found: Survey, spans: Sequence[Span]) -> bool:
    """True if most records begin with a link of several words to another page, each with words of its own."""
    said = [words for span in spans if (words := _first_link(found, span))]
    return len(said) >= MOST * len(spans) and len(set(said)) >= _UNLIKE * len(said)


@cached_by_place
def _first_link(found: Survey, span: Span) -> str | None:
    """The words of the first link with any, where it leads away and these may be a title."""
    start, end = span
    # A record may begin with the line that divides it from the one before.
    first = next((place for place in range(start, min(end, start + FEW)) if found.letters(place)), start)
    for place in found.links(start, min(end, start + MANY // 3)):
        href = attribute(found.tags[place], "href")
        if href and found.letters(place):
            leads = "#" not in href and not href.startswith(("javascript:", "mailto:"))
            is_first = first_words(found.tags[first]) == first_words(found.tags[place])
            return _title(found, place, end) if leads and is_first else None
    return None


def _counts_replies(found: Survey, span: Span) -> bool:
    """True if a record says how many comments its page has: "3 replies", in no link of its own."""
    return any(is_count(found, place) for place in range(span[0], min(span[1], span[0] + MANY)))


def _title(found: Survey, place: int, until: int) -> str | None:
    """The words of a link, where it is neither a name nor a time and has several, or the name comes behind it."""
    words = found.tags[place].get_text(" ").split()
    end = min(found.ends[place], place + MANY)
    if found.has_name(place, end) or found.has_time(place, end) or words[0].rstrip(":").lower() == "re":
        return None
    return " ".join(words) if len(words) >= 3 or found.has_name(end, until) else None  # noqa: PLR2004


def _is_data(sample: Sample) -> bool:
    """True if the records are rows, or cells of these, with several cells that each hold but a figure.

    Also those of a table with a heading over each of several columns.
    """
    found = sample.found
    around = (_row(found, start) for start, _ in sample.spans)
    rows = [row for row in around if row is not None]
    if len(rows) < len(sample.spans):
        return False
    if share(_counts(found, row, end) >= _FIGURES for row, (_, end) in zip(rows, sample.spans, strict=True)) >= MOST:
        return True
    holders = {found.parents[start] for start in rows}
    if len(holders) > 1:
        return False
    (body,) = holders
    head = found.parents[body] if found.tags[body].name == "tbody" else body
    # Captions and columns may stand before it.
    first = next(at for at in range(head, rows[0] + 1) if found.tags[at].name == "tr")
    second = next((row for row in rows if row > first), first)
    return len(_heads(found, first)) >= _COLUMNS and not _heads(found, second)


def _row(found: Survey, place: int) -> int | None:
    """The row that a tag is, or is a cell of, or alone in such a cell."""
    for _ in range(_COLUMNS):
        if found.tags[place].name == "tr":
            return place
        place = found.parents[place]
        if place < 0:
            break
    return None


def _counts(found: Survey, row: int, end: int) -> int:
    """The number of cells that say a figure and nothing else, from a row to where its record ends."""
    cells = (
        place for place in range(row, min(max(end, found.ends[row]), row + MANY)) if found.tags[place].name == "td"
    )
    return sum(
        0 < found.letters(cell) == _figures(found, cell) and not found.has_time(cell, found.ends[cell])
        for cell in cells
    )


def _figures(found: Survey, place: int) -> int:
    return found.figures_before[found.ends[place]] - found.figures_before[place]


def _heads(found: Survey, row: int) -> list[int]:
    """The cells of a row where all of them are headings."""
    cells = [*found.children(row)]
    return cells if all(found.tags[cell].name == "th" for cell in cells) else []


def _is_title(found: Survey, place: int, start: int) -> bool:
    """True if a link is a heading of several words, or holds one, neither a name nor a time.

    What else is in a link that all of an entry is in, as an excerpt, does not count.
    """
    inner = range(place, min(found.ends[place], place + FEW))
    here = place
    while here > start and found.tags[here].name not in HEADINGS:
        here = found.parents[here]
    is_heading = found.tags[here].name in HEADINGS
    said = place if is_heading else next((each for each in inner if found.tags[each].name in HEADINGS), None)
    if said is None:
        return False
    # A link with a machine's time may say a title, which has no figures.
    times = [each for each in inner if each in found.times and (found.times[each].words or _figures(found, each))]
    is_time = any(2 * found.letters(each) >= found.letters(place) for each in times)
    if is_time or found.has_name(place, place + 1) or found.letters(said) > MANY:
        return False
    return len(found.tags[said].get_text(" ").split()) >= 3  # noqa: PLR2004


ACCEPTED = 4.5  # points; tests/importer/generic/test_judging.py fails with half or twice as many
POSSIBLE = 1.0
"""A group with fewer points is never proposed: threads whose records have neither names nor times have 1.5."""

_UNTOLD = 2.5
"""As many points less are enough where no class can call records comments, which gives 4.5: with all of these, lists
of topics were taken for threads (160 pages without one, and 270 with one, their classes hashed or gone)."""

_LINKED, _PROSE = 0.35, 0.15  # letters in links: a tested list of topics has below 0.7; prose less (judgement)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Points for and against a group, each with its reason."""

    points: float
    reasons: tuple[str, ...]
    is_called_comments: bool
    is_among_comments: bool
    is_called_posts: bool
    is_among_posts: bool

    @property
    def is_accepted(self) -> bool:
        """True if the records are comments or posts."""
        return self.points >= ACCEPTED


def judge(found: Survey, group: Group) -> Judgement:
    """The points for and against the records being comments."""
    sample = Sample(found, group)
    clues = [clue for look in _MAX_POINTS for clue in look(sample)]
    # Traps only take points away.
    traps = [*find_traps(sample)] if sum(points for points, _ in clues) >= POSSIBLE else []
    return _judgement(sample, clues, traps)


def judge_possible(found: Survey, group: Group) -> Judgement | None:
    """The same, None of fewer points than make a group POSSIBLE: three in four are told by some of the clues."""
    sample = Sample(found, group)
    known: dict[_Look, list[Clue]] = {}
    most = sum(_MAX_POINTS.values())
    for look in _CHEAPEST_FIRST:
        known[look] = [*look(sample)]
        most += sum(points for points, _ in known[look]) - _MAX_POINTS[look]
        if round(most, 6) < POSSIBLE:
            return None
    clues = [clue for look in _MAX_POINTS for clue in known[look]]
    traps: list[Clue] = []
    for trap in find_traps(sample):
        traps.append(trap)
        most += trap[0]
        if round(most, 6) < POSSIBLE:
            return None
    judgement = _judgement(sample, clues, traps)
    return judgement if judgement.points >= POSSIBLE else None


def _judgement(sample: Sample, clues: list[Clue], traps: list[Clue]) -> Judgement:
    clues += traps
    points = sum(points for points, _ in clues)
    if ACCEPTED - _UNTOLD <= points < ACCEPTED and not traps and _are_untold(sample):
        clues.append((ACCEPTED - points, "signed prose where no class says what is what"))
    return Judgement(
        sum(points for points, _ in clues),
        tuple(f"{reason} {points:+.1f}" for points, reason in clues),
        is_called_comments=sample.called_comments >= HALF,
        is_among_comments=sample.is_among_comments,
        is_called_posts=sample.called_posts >= HALF,
        is_among_posts=sample.is_among_posts,
    )


def _names(sample: Sample) -> Iterator[Clue]:
    """Clues from the names of the records, and of what they stand in."""
    if sample.is_called_comments:
        yield 3 * sample.called_comments, "called comments"
    elif sample.listed_comments >= MOST:
        yield sample.listed_comments, "listed as comments"
    elif sample.called_posts >= HALF:
        yield 1.5 * sample.called_posts, "called posts"
    if sample.is_among_comments:
        yield 1.5, "among comments"
    elif sample.is_announced:
        yield 1.5, "announced as comments"
    elif sample.is_among_posts:
        yield 0.5, "among posts"


def _neighbours(sample: Sample) -> Iterator[Clue]:
    """Clues that the records are beside what the page is about."""
    if sample.is_called_otherwise:
        yield -4.5, "called something else"
    elif sample.is_aside:
        yield -1.5 if sample.is_called_comments or sample.is_called_reviews else -3, "beside the page"


def _signs(sample: Sample) -> Iterator[Clue]:
    """Clues that the records can be told apart, and answered."""
    found = sample.found
    if sample.is_numbered:
        yield 1.5, "numbered"
        if sample.is_named and sample.is_numbered_throughout:
            yield 0.5, "numbered throughout"
    if sample.is_linking_itself:
        yield 1, "with links to themselves"
    edges = (end - 1 if sample.is_ended else start for start, end in sample.spans)
    if sample.count > 1 and all(_is_ruled(found.tags[edge]) for edge in edges):
        yield 1, "between rules"
    if sample.is_answerable:
        yield 1, "can be answered"
    if sample.is_nested:
        yield 1.5, "with answers inside"


def _signatures(sample: Sample) -> Iterator[Clue]:
    """Clues that the records say who wrote them and when."""
    found = sample.found
    timed = share(found.has_time(*span) for span in sample.spans) >= MOST
    if timed:
        yield 1.5, "with times"
    if sample.is_named:
        yield 1, "with names"
        if timed:
            yield 0.5, "with both"
        return
    headed = have_heads(found, sample.spans)
    if timed and sample.whole >= MOST and headed:
        yield 1, "with what may be names"
        if not sample.is_numbered and is_stamped(found, sample.spans):
            yield 1.5, "with times of any minute"
    if share(_is_attributed(beginning(sample.own_tags(span))) for span in sample.spans) >= MOST:
        yield 1, "with words of saying"
    elif not headed and not sample.is_called and not sample.is_answerable:
        yield -1, "of nobody"


@lru_cache(maxsize=2_048)
def _is_attributed(words: str) -> bool:
    return ATTRIBUTION.search(words) is not None


def _numbers(sample: Sample) -> Iterator[Clue]:
    """Clues from the number of records: the fewer, the surer their names must be."""
    if sample.count > 1:
        yield 0.5, "several"
    if sample.count >= FEW:
        yield 0.5, "many"
    elif sample.count == 1:
        if not (sample.is_called_comments and sample.is_among_comments and sample.is_numbered):
            yield -6, "only one"
        if sample.is_aside or any(tag.name == "textarea" for tag in sample.tags(sample.spans[0])):
            yield -6, "a form or a box"
    elif not sample.is_called_comments:
        if not sample.is_numbered:
            yield -1 if sample.found.is_mute else -2, "few"
        if not (sample.is_among_comments or sample.called_posts >= HALF or _may_be_mute(sample)):
            yield -1.5, "of no name"
        if len({sample.found.parents[start] for start in sample.tops}) > 1:
            yield -3.5, "far apart"


def _words(sample: Sample) -> Iterator[Clue]:
    """Clues whether the records are prose."""
    found = sample.found
    sizes = sorted(found.letters(*span) for span in sample.spans)
    # The module `statistics` loads four others.
    median = (sizes[len(sizes) // 2] + sizes[(len(sizes) - 1) // 2]) / 2
    if sample.linked > _LINKED:
        yield -1.5 if sample.linked < MOST else -3, "mostly links"
    if median < SHORT:
        yield -1.5, "short"
    elif median > LONG and (sample.linked < _PROSE or _has_own_words(sample, sum(sizes))):
        yield 0.5, "prose"


def _are_untold(sample: Sample) -> bool:
    """True if no class could call records comments that are signed prose: most have a name, and half have sentences.

    Of a thread of short remarks it is enough that it has half of the page's sentences.
    """
    found = sample.found
    if sample.count < 2 or not _may_be_mute(sample) or sample.linked >= MOST:  # noqa: PLR2004 - one is told by nothing
        return False
    has_prose = share(found.prose(*span) > 0 for span in sample.spans) >= HALF
    explained = sum(found.prose(*span) for span in sample.spans) * sample.count / len(sample.spans)
    has_prose |= 0 < HALF * found.prose(0, len(found.tags)) <= explained or sample.is_announced
    return has_prose and (sample.is_named or have_heads(found, sample.spans))


def _may_be_mute(sample: Sample) -> bool:
    """True if no class could call records comments, and they are several, or two that nothing but a thread has."""
    is_several = sample.count >= SEVERAL and sample.whole >= MOST
    is_thread = sample.is_answerable and (sample.is_named or sample.is_announced or sample.is_linking_itself)
    return sample.found.is_mute and (is_several or is_thread)


def _has_own_words(sample: Sample, size: int) -> bool:
    """True if most links in records that nothing else tells from each other are the names of those who wrote them."""
    return sample.is_named and not sample.is_numbered and sample.linked_words < _PROSE * size


def _is_ruled(tag: Tag) -> bool:
    return tag.name == "hr" or SECTION_CLASS in classes(tag)


_Look = Callable[[Sample], Iterator[Clue]]

_MAX_POINTS: Mapping[_Look, float] = {
    _names: 4.5,
    _neighbours: 0.0,
    _signs: 6.5,
    _signatures: 5.0,
    _numbers: 1.0,
    _words: 0.5,
}
"""The most points that each kind of clues can give, in the order of the reasons."""

_CHEAPEST_FIRST = (_numbers, _names, _signs, _words, _signatures, _neighbours)
"""The kinds of clues, those first that take least time for what they tell."""
