"""Whether a group is comments, by points: by the words of its tags, by its numbers, and by what other lists look like.

Asked is a sample of the records of a group. What other lists look like: excerpts of articles, quotations, tables,
programmes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.generic.groups import Group
from threadreader.importer.generic.page import (
    HALF_SHARE,
    MAX_ELEMENTS,
    MAX_HEAD_ELEMENTS,
    MAX_LABEL_CHARS,
    MIN_LINE_CHARS,
    MIN_PATTERN,
    MIN_RECORDS,
    MIN_SHARE,
    SAMPLE_SIZE,
    SurveyedPage,
    Trait,
    beginning,
    cached_by_index,
    has_name,
    have_heads,
    is_announced,
    is_count,
    is_planned,
    is_stamped,
)
from threadreader.importer.html import ASIDE_ELEMENTS, HEADINGS
from threadreader.importer.html.region import stripped_strings
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.importer.html.tree import ElementSignature, Span, is_text
from threadreader.importer.lexicon import ACTION, ASIDE, ATTRIBUTION, COMMENT, COMMENTS, POST, RECENT, names_of
from threadreader.lexicon import alternatives, compile_lazily

_SOME = 0.1
"""So many of the records are answered where answers stand in what they answer."""

_SIGNED = 0.7
"""The average worth of records that say when, or hardly more than half of them also who."""

_UP = 6
"""Levels around a list whose names tell what it is."""

_NUMBER = compile_lazily(r"\d{3,}")
_IDENTITIES = Attributes("id", "name")
_ROLE = Attributes("role")
_OFTEN = 3
"""So many tags of a record have its number where a program wrote it for scripts that go on with it."""


class Sample:
    """Some of the records of a group, and what they are called."""

    def __init__(self, page: SurveyedPage, group: Group) -> None:
        self.page = page
        self._is_spread = group.is_spread
        self.count = len(group.spans)
        self.whole = group.whole
        self.spans = group.spans[:: max(1, self.count // SAMPLE_SIZE)][:SAMPLE_SIZE]
        self._ends = dict(group.spans)
        self.ancestors = [index for start, _ in self.spans[:3] for index in _above(page, start)]
        names = " ".join(
            word for index in self.ancestors for word in names_of(page.elements[index]) if not _names_aside(word)
        )
        self.named_comments = share(_is_named_comment(page, start) for start, _ in self.spans)
        self.listed_comments = share(_lists_comments(page, page.parents[start]) for start, _ in self.spans)
        self.named_posts = share(_is_named_post(page, start) for start, _ in self.spans)
        self.is_among_comments = bool(COMMENTS.search(names))
        self.is_among_posts = bool(POST.search(names))
        self.is_numbered = share(_is_numbered(page, span) for span in self.spans) >= MIN_SHARE or _are_linked(
            page, self.spans
        )

    @property
    def is_named_comments(self) -> bool:
        return self.named_comments >= HALF_SHARE

    @property
    def is_named_otherwise(self) -> bool:
        """True if the records are called something that is beside what a page is about."""
        return share(_is_named_otherwise(self.page, start) for start, _ in self.spans) >= HALF_SHARE

    @cached_property
    def is_announced(self) -> bool:
        """True if the last heading before the records is about comments."""
        return is_announced(self.page, self.spans[0][0])

    @property
    def is_named_so(self) -> bool:
        """True if the records are called comments or posts, or stand in or under what is called so."""
        is_named_so = self.is_named_comments or self.named_posts >= HALF_SHARE
        return is_named_so or self.is_among_comments or self.is_among_posts or self.is_announced

    @property
    def is_aside(self) -> bool:
        """True if anything around the records, other than most of the page, is beside it."""
        page = self.page
        return any(
            _is_aside(page, index) for index in self.ancestors if 2 * page.text_length(index) < page.text_length(0)
        )

    @cached_property
    def is_answerable(self) -> bool:
        """True if there is a link to answer in most of the records, or one to do something else with a comment."""
        return self._often_have(_ACTIONS)

    def _often_have(self, trait: Trait) -> bool:
        """True if any of the tags has a trait in most of the records."""
        return (
            share(self.page.has_any(trait, start, min(end, start + MAX_ELEMENTS)) for start, end in self.spans)
            >= HALF_SHARE
        )

    @cached_property
    def is_nested(self) -> bool:
        """True if records stand in others as answers do: not one in each, as where a wrapper is a record too."""
        held = _held(self._ends.items())
        is_wrapper_alone = len(set(held)) == 1
        holding = sum(inner[0] < outer[1] for outer, inner in pairwise(self._ends.items()))
        is_often = holding >= max(2, _SOME * self.count)
        return is_often and not is_wrapper_alone and not self._is_spread and self.whole >= _SIGNED

    @cached_property
    def is_numbered_throughout(self) -> bool:
        """True if several tags of most records have the same number of their own."""
        return share(_repeats_number(self.page, span) for span in self.spans) >= MIN_SHARE

    @cached_property
    def is_named(self) -> bool:
        """True if in most records something is marked as a name."""
        return share(has_name(self.page, *span) for span in self.spans) >= MIN_SHARE

    @property
    def tops(self) -> Sequence[int]:
        """The indices of the records that are in no other."""
        return self.page.outermost(start for start, _ in self.spans)

    @cached_property
    def is_linking_itself(self) -> bool:
        """True if most records have a link to their own beginning, as comments have where their time stands."""
        return not self._is_spread and share(_links_itself(self.page, span) for span in self.spans) >= MIN_SHARE

    @cached_property
    def linked(self) -> float:
        """The share of the characters that are in links."""
        chars = sum(self.page.chars(*span) for span in self.spans)
        return sum(self.page.linked(*span) for span in self.spans) / (chars or 1)

    @property
    def linked_words(self) -> int:
        """The number of characters in the records in links that are neither names nor times."""
        return sum(_linked_words(self.page, span) for span in self.spans)

    def elements(self, span: Span) -> Sequence[Tag]:
        """The tags of a record, of a large one the first."""
        return self.page.elements[span[0] : min(span[1], span[0] + MAX_ELEMENTS)]

    def own_tags(self, span: Span) -> Iterator[Tag]:
        """The same without those of the records in it."""
        return (self.page.elements[index] for index in self.own_indices(span))

    def own_indices(self, span: Span) -> Iterator[int]:
        """Their indices."""
        here, end = span[0], min(span[1], span[0] + MAX_ELEMENTS)
        while here < end:
            if here != span[0] and here in self._ends:
                here = self._ends[here]
                continue
            yield here
            here += 1


def _held(spans: Iterable[Span]) -> list[int]:
    """The number of records in each that is in no other."""
    held: list[int] = []
    until = 0
    for start, end in spans:
        if start < until:
            held[-1] += 1
        else:
            held.append(0)
            until = end
    return held


def share(answers: Iterable[bool]) -> float:
    known = list(answers)
    return sum(known) / len(known)


def _above(page: SurveyedPage, index: int) -> Iterator[int]:
    """The indices of what a tag is in, the nearest first, without the page itself."""
    here = page.parents[index]
    for _ in range(_UP):
        if here < 0 or page.elements[here].name in ("body", "html"):
            return
        yield here
        here = page.parents[here]


@cached_by_index
def _names_of(page: SurveyedPage, index: int) -> str:
    return " ".join(names_of(page.elements[index]))


@cached_by_index
def _is_named_comment(page: SurveyedPage, index: int) -> bool:
    return COMMENT.search(_names_of(page, index)) is not None


@cached_by_index
def _is_named_post(page: SurveyedPage, index: int) -> bool:
    return POST.search(_names_of(page, index)) is not None


@cached_by_index
def _is_named_otherwise(page: SurveyedPage, index: int) -> bool:
    return ASIDE.search(_names_of(page, index)) is not None


@cached_by_index
def _lists_comments(page: SurveyedPage, index: int) -> bool:
    return any(map(COMMENTS.search, names_of(page.elements[index])))


@cached_by_index
def _is_aside(page: SurveyedPage, index: int) -> bool:
    tag = page.elements[index]
    if tag.name in ASIDE_ELEMENTS:
        return True
    words = [*names_of(tag)]
    no_sign = ("content", "widget") if any(map(_names_reviews, words)) else ("content",)
    return any(
        _names_aside(word) and not COMMENT.search(word) and not any(each in word.casefold() for each in no_sign)
        for word in words
    )


def _names_reviews(word: str) -> bool:
    """True for the name of what shops show reviews in, which those who sell it call a widget."""
    return "review" in word.casefold() and RECENT.search(word) is None


@lru_cache(maxsize=2_048)
def _names_aside(word: str) -> bool:
    return ASIDE.search(word) is not None


def _is_numbered(page: SurveyedPage, span: Span) -> bool:
    """True if a record has a number of its own that it can be linked by."""
    start, end = span
    if page.has_any(_NUMBERS, start, min(end, start + MAX_HEAD_ELEMENTS)):
        return True
    return any(name.startswith("data-") and name.endswith("id") for name in page.elements[start].attrs)


def _has_number(tag: Tag) -> bool:
    return any(any(map(str.isdigit, value)) for value in _IDENTITIES.values(tag))


_NUMBERS = Trait(lambda signature: not signature.attributes.isdisjoint(("id", "name")), _has_number)


def _linked_words(page: SurveyedPage, span: Span) -> int:
    signs = (index for index in range(*span) if index in page.times or has_name(page, index, index + 1))
    return page.linked(*span) - sum(page.linked(index, page.ends[index]) for index in page.outermost(signs))


def _are_linked(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if most records have a link of their own to themselves: to one page, and each to a place of its own."""
    links = [frozenset(_indices_linked(page, span)) for span in spans]
    counts = Counter(link for some in links for link in some)
    addresses = Counter(each for some in links for each in {each for each, name in some if counts[each, name] == 1})
    return len(spans) >= MIN_PATTERN and max(addresses.values(), default=0) >= MIN_SHARE * len(spans)


def _indices_linked(page: SurveyedPage, span: Span) -> Iterator[tuple[str, str]]:
    """The page and the place that each link in a record leads to, but to places elsewhere on this page."""
    start, end = span
    for index in page.links_in(start, min(end, start + MAX_ELEMENTS)):
        address, _, name = (attribute(page.elements[index], "href") or "").partition("#")
        if name and start <= page.anchors.get(name, start) < end:
            yield address.partition("?")[0], name


@cached_by_index
def _links_itself(page: SurveyedPage, span: Span) -> bool:
    start, end = span
    links = page.links_in(start, min(end, start + MAX_ELEMENTS))
    names = ((attribute(page.elements[index], "href") or "").partition("#")[2] for index in links)
    return any(name and start <= page.anchors.get(name, -1) < min(end, start + MIN_PATTERN) for name in names)


@cached_by_index
def _repeats_number(page: SurveyedPage, span: Span) -> bool:
    start, end = span
    elements = (tag for tag in page.elements[start : min(end, start + MAX_ELEMENTS)] if "id" in tag.attrs)
    numbers = Counter(number for tag in elements for number in _NUMBER.findall(attribute(tag, "id") or ""))
    return max(numbers.values(), default=0) >= _OFTEN


def _is_action(tag: Tag) -> bool:
    """True if a tag is a link or a button for doing something with a comment."""
    words = _pressed(tag)
    return len(words) <= MAX_LABEL_CHARS and bool(ACTION.search(words))


def _may_be_pressed(signature: ElementSignature) -> bool:
    return signature.name in ("a", "button") or "role" in signature.attributes


_ACTIONS = Trait(_may_be_pressed, _is_action)


def _pressed(tag: Tag) -> str:
    """The first words of a link or a button; nothing for other tags."""
    is_to_press = tag.name in ("a", "button") or "button" in _ROLE.values(tag)
    return first_words(tag) if is_to_press and len(tag.contents) <= MIN_PATTERN else ""


def first_words(tag: Tag) -> str:
    """The first words in a tag; its `strings` go down to the last of them before they give the first."""
    return next(filter(None, stripped_strings(tag.contents, None)), "")


_QUOTING = frozenset(("blockquote", "figure", "q"))
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
    if not sample.is_named_comments and _is_data(sample):
        yield -6, "rows under headings"
    if share(sample.page.has_any(_OF_LAST, *span) for span in sample.spans) >= MIN_SHARE:
        yield -6, "each with its last post"
    may_be_programme = sample.count >= MIN_PATTERN and not sample.is_named_comments and not sample.is_answerable
    if may_be_programme and is_planned(sample.page, sample.spans):
        yield -1.5, "with times that were planned"
    if not sample.is_named_comments and share(_is_cut_off(sample, span) for span in sample.spans) >= MIN_SHARE:
        yield -3, "cut off"
    if not sample.is_numbered and _repeats(sample) >= REPEATED:
        yield -3, "the same words again"
    quoting = share(_is_quotation(sample.page, span) for span in sample.spans)
    if quoting >= HALF_SHARE and not sample.is_named_comments:
        yield -3, "quotations"


def _titles(sample: Sample, holders: Sequence[Span]) -> Iterator[Clue]:
    """Clues from links that are the titles of other pages, and the more so with the number of replies there."""
    if share(_leads_away(sample.page, span) for span in holders) >= HALF_SHARE:
        yield -3 if sample.is_named_comments else -4.5, "headings that lead elsewhere"
    elif _are_titles(sample.page, holders):
        if share(_counts_replies(sample.page, span) for span in holders) >= HALF_SHARE:
            yield -6, "titles of threads elsewhere"
        elif not sample.is_named_comments:
            yield -3, "titles that lead elsewhere"


def _is_cut_off(sample: Sample, span: Span) -> bool:
    """True if the longest text of a record ends in dots, as where the beginnings of comments are listed."""
    longest = max((_longest_text(sample.page, index) for index in sample.own_indices(span)), key=len, default="")
    return len(longest) >= MAX_LABEL_CHARS and longest.rstrip(" ]").endswith(_CUT_OFF)


def _is_quotation(page: SurveyedPage, span: Span) -> bool:
    """True if a record is a quotation, or says only in one when it was written, as posts that are shown in articles."""
    start, end = span
    if page.elements[start].name in _QUOTING:
        return True
    inside = range(start, min(end, start + MAX_HEAD_ELEMENTS))
    quotes = page.outermost(index for index in inside if page.elements[index].name == "blockquote")
    quoted = sum(page.times_before[page.ends[index]] - page.times_before[index] for index in quotes)
    return 0 < quoted == page.times_before[end] - page.times_before[start]


_OF_LAST = Trait(lambda signature: any(map(_LAST.search, signature.classes or ())), lambda _: True)
"""A tag is called the latest post of a topic or of a board, which lists of these say."""


def _are_articles(sample: Sample, holders: Sequence[Span]) -> bool:
    """True if records have what only articles have, and are neither called comments nor there to be answered.

    Some forums have comments of their own under each post.
    """
    if sample.is_named_comments or sample.is_announced:
        return False
    return share(sample.page.has_article(*span) for span in holders) >= HALF_SHARE


def _holders(sample: Sample) -> Sequence[Span]:
    """The records with what is around each one alone."""
    page, spans = sample.page, list(sample.spans)
    for _ in range(_UP if sample.count > 1 else 0):
        above = [page.parents[start] for start, _ in spans]
        if len(set(above)) < len(above):
            break
        spans = [(index, page.ends[index]) for index in above]
    return spans


def _repeats(sample: Sample) -> float:
    """The share of the records without words of their own: others have all of them too, as previews do.

    Titles, signatures and what is quoted are said again in threads, beside what is new.
    """
    before: set[str] = set()
    repeated = 0
    for span in sample.spans:
        indices = (index for index in sample.own_indices(span) if index not in sample.page.times)
        texts = {text for index in indices if len(text := _longest_text(sample.page, index)) >= _WORDS}
        repeated += texts <= before and any(len(text) >= MAX_LABEL_CHARS for text in texts)
        before |= texts
    return repeated / len(sample.spans)


@cached_by_index
def _longest_text(page: SurveyedPage, index: int) -> str:
    return max((str(text).strip() for text in page.elements[index].contents if is_text(text)), key=len, default="")


@cached_by_index
def _leads_away(page: SurveyedPage, span: Span) -> bool:
    """True if the first heading with a link in a record, or what says "read more", leads to another page."""
    start, end = span
    for index in page.links_in(start, min(end, start + MAX_ELEMENTS // 3)):
        href = attribute(page.elements[index], "href")
        if href and (_is_title(page, index, start) or _READ_MORE.fullmatch(first_words(page.elements[index]))):
            return "#" not in href and not href.startswith("javascript:")
    return False


def _are_titles(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if most records begin with a link of several words to another page, each with words of its own."""
    titles = [words for span in spans if (words := _first_link(page, span))]
    return len(titles) >= MIN_SHARE * len(spans) and len(set(titles)) >= _UNLIKE * len(titles)


@cached_by_index
def _first_link(page: SurveyedPage, span: Span) -> str | None:
    """The words of the first link with any, where it leads away and these may be a title."""
    start, end = span
    # A record may begin with the line that divides it from the one before.
    first = next((index for index in range(start, min(end, start + MIN_PATTERN)) if page.text_length(index)), start)
    for index in page.links_in(start, min(end, start + MAX_ELEMENTS // 3)):
        href = attribute(page.elements[index], "href")
        if href and page.text_length(index):
            leads = "#" not in href and not href.startswith(("javascript:", "mailto:"))
            is_first = first_words(page.elements[first]) == first_words(page.elements[index])
            return _title(page, index, end) if leads and is_first else None
    return None


def _counts_replies(page: SurveyedPage, span: Span) -> bool:
    """True if a record says how many comments its page has: "3 replies", in no link of its own."""
    return any(is_count(page, index) for index in range(span[0], min(span[1], span[0] + MAX_ELEMENTS)))


def _title(page: SurveyedPage, index: int, until: int) -> str | None:
    """The words of a link, where it is neither a name nor a time and has several, or the name comes behind it."""
    words = page.elements[index].get_text(" ").split()
    end = min(page.ends[index], index + MAX_ELEMENTS)
    if has_name(page, index, end) or page.has_time(index, end) or words[0].rstrip(":").lower() == "re":
        return None
    return " ".join(words) if len(words) >= 3 or has_name(page, end, until) else None  # noqa: PLR2004


def _is_data(sample: Sample) -> bool:
    """True if the records are rows, or cells of these, with several cells that each hold but a figure.

    Also those of a table with a heading over each of several columns.
    """
    page = sample.page
    candidates = (_row(page, start) for start, _ in sample.spans)
    rows = [row for row in candidates if row is not None]
    if len(rows) < len(sample.spans):
        return False
    if (
        share(_counts(page, row, end) >= _FIGURES for row, (_, end) in zip(rows, sample.spans, strict=True))
        >= MIN_SHARE
    ):
        return True
    holders = {page.parents[start] for start in rows}
    if len(holders) > 1:
        return False
    (body,) = holders
    head = page.parents[body] if page.elements[body].name == "tbody" else body
    # Captions and columns may stand before it.
    first = next(at for at in range(head, rows[0] + 1) if page.elements[at].name == "tr")
    second = next((row for row in rows if row > first), first)
    return len(_heads(page, first)) >= _COLUMNS and not _heads(page, second)


def _row(page: SurveyedPage, index: int) -> int | None:
    """The row that a tag is, or is a cell of, or alone in such a cell."""
    for _ in range(_COLUMNS):
        if page.elements[index].name == "tr":
            return index
        index = page.parents[index]
        if index < 0:
            break
    return None


def _counts(page: SurveyedPage, row: int, end: int) -> int:
    """The number of cells that say a figure and nothing else, from a row to where its record ends."""
    cells = (
        index
        for index in range(row, min(max(end, page.ends[row]), row + MAX_ELEMENTS))
        if page.elements[index].name == "td"
    )
    return sum(
        0 < page.text_length(cell) == page.figures(cell) and not page.has_time(cell, page.ends[cell]) for cell in cells
    )


def _heads(page: SurveyedPage, row: int) -> list[int]:
    """The cells of a row where all of them are headings."""
    cells = [*page.children(row)]
    return cells if all(page.elements[cell].name == "th" for cell in cells) else []


def _is_title(page: SurveyedPage, index: int, start: int) -> bool:
    """True if a link is a heading of several words, or holds one, neither a name nor a time.

    What else is in a link that all of an entry is in, as an excerpt, does not count.
    """
    inner = range(index, min(page.ends[index], index + MIN_PATTERN))
    here = index
    while here > start and page.elements[here].name not in HEADINGS:
        here = page.parents[here]
    is_heading = page.elements[here].name in HEADINGS
    heading = index if is_heading else next((each for each in inner if page.elements[each].name in HEADINGS), None)
    if heading is None:
        return False
    # A link with a machine's time may say a title, which has no figures.
    times = [each for each in inner if each in page.times and (page.times[each].words or page.figures(each))]
    is_time = any(2 * page.text_length(each) >= page.text_length(index) for each in times)
    if is_time or has_name(page, index, index + 1) or page.text_length(heading) > MAX_ELEMENTS:
        return False
    return len(page.elements[heading].get_text(" ").split()) >= 3  # noqa: PLR2004


ACCEPTED = 4.5  # points; tests/importer/generic/test_judging.py fails with half or twice as many
POSSIBLE = 1.0
"""A group with fewer points is never proposed: threads whose records have neither names nor times have 1.5."""

_UNTOLD = 2.5
"""As many points less are enough where no class can call records comments, which gives 4.5: with all of these, lists
of topics were taken for threads (160 pages without one, and 270 with one, their classes hashed or gone)."""

_LINKED, _PROSE = 0.35, 0.15  # characters in links: a tested list of topics has below 0.7; prose less (judgement)


class Judgement(Struct, frozen=True):
    """Points for and against a group, each with its reason."""

    points: float
    reasons: tuple[str, ...]
    is_named_comments: bool
    is_among_comments: bool
    is_named_posts: bool
    is_among_posts: bool

    @property
    def is_accepted(self) -> bool:
        """True if the records are comments or posts."""
        return self.points >= ACCEPTED


def judge(page: SurveyedPage, group: Group) -> Judgement:
    """The points for and against the records being comments."""
    sample = Sample(page, group)
    clues = [clue for look in _LOOKS for clue in look(sample)]
    # Traps only take points away.
    traps = [*find_traps(sample)] if sum(points for points, _ in clues) >= POSSIBLE else []
    clues += traps
    points = sum(points for points, _ in clues)
    if ACCEPTED - _UNTOLD <= points < ACCEPTED and not traps and _are_untold(sample):
        clues.append((ACCEPTED - points, "signed prose where no class says what is what"))
    return Judgement(
        sum(points for points, _ in clues),
        tuple(f"{reason} {points:+.1f}" for points, reason in clues),
        is_named_comments=sample.named_comments >= HALF_SHARE,
        is_among_comments=sample.is_among_comments,
        is_named_posts=sample.named_posts >= HALF_SHARE,
        is_among_posts=sample.is_among_posts,
    )


def _names(sample: Sample) -> Iterator[Clue]:
    """Clues from the names of the records, and of what they stand in."""
    if sample.is_named_comments:
        yield 3 * sample.named_comments, "named comments"
    elif sample.listed_comments >= MIN_SHARE:
        yield sample.listed_comments, "listed as comments"
    elif sample.named_posts >= HALF_SHARE:
        yield 1.5 * sample.named_posts, "named posts"
    if sample.is_among_comments:
        yield 1.5, "in a comments section"
    elif sample.is_announced:
        yield 1.5, "under a comments heading"
    elif sample.is_among_posts:
        yield 0.5, "in a list of posts"


def _neighbours(sample: Sample) -> Iterator[Clue]:
    """Clues that the records are beside what the page is about."""
    if sample.is_named_otherwise:
        yield -4.5, "named something else"
    elif sample.is_aside:
        yield (-1.5 if sample.is_named_comments else -3, "in a sidebar")


def _signs(sample: Sample) -> Iterator[Clue]:
    """Clues that the records can be told apart, and answered."""
    if sample.is_numbered:
        yield 1.5, "numbered"
        if sample.is_named and sample.is_numbered_throughout:
            yield 0.5, "consecutive numbers"
    if sample.is_linking_itself:
        yield 1, "with permalinks"
    if sample.is_answerable:
        yield 1, "with reply links"
    if sample.is_nested:
        yield 1.5, "with nested replies"


def _signatures(sample: Sample) -> Iterator[Clue]:
    """Clues that the records say who wrote them and when."""
    page = sample.page
    timed = share(page.has_time(*span) for span in sample.spans) >= MIN_SHARE
    if timed:
        yield 1.5, "with times"
    if sample.is_named:
        yield 1, "with names"
        if timed:
            yield 0.5, "with names and times"
        return
    headed = have_heads(page, sample.spans)
    if timed and sample.whole >= MIN_SHARE and headed:
        yield 1, "with what may be names"
        if not sample.is_numbered and is_stamped(page, sample.spans):
            yield 1.5, "with different times"
    if share(_is_attributed(beginning(sample.own_tags(span))) for span in sample.spans) >= MIN_SHARE:
        yield 1, "with “says” or “wrote”"
    elif not headed and not sample.is_named_so and not sample.is_answerable:
        yield -1, "no author"


@lru_cache(maxsize=2_048)
def _is_attributed(words: str) -> bool:
    return ATTRIBUTION.search(words) is not None


def _numbers(sample: Sample) -> Iterator[Clue]:
    """Clues from the number of records: the fewer, the surer their names must be."""
    if sample.count > 1:
        yield 0.5, "more than one"
    if sample.count >= MIN_PATTERN:
        yield 0.5, "many"
    elif sample.count == 1:
        if not (sample.is_named_comments and sample.is_among_comments and sample.is_numbered):
            yield -6, "only one"
        if sample.is_aside or any(tag.name == "textarea" for tag in sample.elements(sample.spans[0])):
            yield -6, "a form or a box"
    elif not sample.is_named_comments:
        if not sample.is_numbered:
            yield -1 if sample.page.is_mute else -2, "few"
        if not (sample.is_among_comments or sample.named_posts >= HALF_SHARE or _may_be_mute(sample)):
            yield -1.5, "no telling class"
        if len({sample.page.parents[start] for start in sample.tops}) > 1:
            yield -3.5, "far apart"


def _words(sample: Sample) -> Iterator[Clue]:
    """Clues whether the records are prose."""
    page = sample.page
    sizes = sorted(page.chars(*span) for span in sample.spans)
    # The module `statistics` loads four others.
    median = (sizes[len(sizes) // 2] + sizes[(len(sizes) - 1) // 2]) / 2
    if sample.linked > _LINKED:
        yield -1.5 if sample.linked < MIN_SHARE else -3, "mostly links"
    if median < MAX_LABEL_CHARS:
        yield -1.5, "short"
    elif median > MIN_LINE_CHARS and (sample.linked < _PROSE or _has_own_words(sample, sum(sizes))):
        yield 0.5, "prose"


def _are_untold(sample: Sample) -> bool:
    """True if no class could call records comments that are signed prose: most have a name, and half have sentences.

    Of a thread of short remarks it is enough that it has half of the page's sentences.
    """
    page = sample.page
    if sample.count < 2 or not _may_be_mute(sample) or sample.linked >= MIN_SHARE:  # noqa: PLR2004 - one is told by nothing
        return False
    has_prose = share(page.prose(*span) > 0 for span in sample.spans) >= HALF_SHARE
    explained = sum(page.prose(*span) for span in sample.spans) * sample.count / len(sample.spans)
    has_prose |= 0 < HALF_SHARE * page.prose(0, len(page.elements)) <= explained or sample.is_announced
    return has_prose and (sample.is_named or have_heads(page, sample.spans))


def _may_be_mute(sample: Sample) -> bool:
    """True if no class could call records comments, and they are several, or two that nothing but a thread has."""
    is_several = sample.count >= MIN_RECORDS and sample.whole >= MIN_SHARE
    is_thread = sample.is_answerable and (sample.is_named or sample.is_announced or sample.is_linking_itself)
    return sample.page.is_mute and (is_several or is_thread)


def _has_own_words(sample: Sample, size: int) -> bool:
    """True if most links in records that nothing else tells from each other are the names of those who wrote them."""
    return sample.is_named and not sample.is_numbered and sample.linked_words < _PROSE * size


_LOOKS = (_names, _neighbours, _signs, _signatures, _numbers, _words)
