"""Quality of a reading: terms of what it would show, each with a weight, and their sum.

A term is a share of the comments, or 1 where it holds. The weights were fitted by pairs of readings of one page, the
better one against the others, with fixed signs and a pull to what was expected of each: weights fitted freely chose no
better than none. Fitting leaves one site out at a time, on some 240 pages of 225 sites.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct

from threadreader.importer.dates.find import find_time
from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.generic.page import SurveyedPage, cached_by_page
from threadreader.importer.generic.scoring import ACCEPTED, REPEATED
from threadreader.importer.html import HEADINGS, MEDIA
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import is_text, signature_of
from threadreader.importer.lexicon import ACTION, folded, stable_label
from threadreader.lexicon import compile_lazily
from threadreader.model.text import fold_space
from threadreader.model.thread import Kind, Status

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "nothing": 6.3,
        "none said": 4.0,
        "known platform": 4.0,
        "points": 2.2,
        "prose of the page": 2.0,
        "prose between": 3.0,
        "without words": -3.0,
        "few words": -1.0,
        "repeated": -3.0,
        "all alike": -3.0,
        "names": 2.5,
        "one name": -1.4,
        "times": 1.5,
        "as many as said": 1.6,
        "name among the words": -2.0,
        "theme among the words": -1.0,
        "only one": -1.5,
        "doubtful": -6.0,
        "accepted": 0.7,
        "siblings left out": -2.0,
        "titled by links": -1.0,
        "commented elsewhere": -6.0,
        "searched for": -6.0,
        "opening left out": -1.5,
    }
)
"""The weight of each term in the score.

Fitted as said above; "commented elsewhere", "searched for" and "opening left out", which few pages have, and later
changes of "nothing", "none said" and "prose of the page" were set by judgement, so that no page known by then was read
worse. Each was then left out in turn (docs/decisions/reading.md): terms without which nothing is read worse are not
kept. A term that can speak for records belongs into `highest` too, or they are given up before they are scored.
"""

SURELY = 0.95
"""The certainty of an adapter that knows a platform whose tells are enough of it."""

WORDINGS: Mapping[str, str] = MappingProxyType(
    {
        "nothing": "no doubtful replies",
        "none said": "the page says 0 comments",
        "known platform": "known platform",
        "points": "tags look like those of replies",
        "prose of the page": "replies repeat the page's sentences",
        "prose between": "text between replies is in a reply",
        "without words": "replies without text",
        "few words": "replies with one word or none",
        "repeated": "replies with the same text",
        "all alike": "replies that differ only in numbers",
        "names": "names look like names",
        "one name": "replies have at most one author",
        "times": "replies have times",
        "as many as said": "as many as the page says",
        "name among the words": "name or time is repeated in the text",
        "theme among the words": "many share a first or last line",
        "only one": "only one reply",
        "doubtful": "tags do not look like replies",
        "accepted": "best match of the tags",
        "siblings left out": "similar siblings are left out",
        "titled by links": "headings link to other pages",
        "commented elsewhere": "each links to another page's comments",
        "searched for": "the page shows results of a search",
        "opening left out": "a post with the same tags comes first",
    }
)
"""The meaning of each term, in words for those who look at the score; none is longer than 38 characters."""

SURE_POINTS = 6.0
"""A group of records with as many points is comments, where nothing else is to be doubted."""

UNRIVALLED = 12.0
"""A reading of a known platform that scores as much, whatever number the page says, is the best: of 231 that structure
was asked beside, those that lost to it had 11.6 at most. At 12, a quarter of the time of all pages is saved."""

_NO_LIST = 8.0
"""As many points have only records that are called comments: lists of topics, whose entries are alike too, have 6."""

_SAMPLED = 200
"""As many comments, evenly taken, tell what the others are."""

_FEW_CHARS = 12  # "Thanks a lot!" is more; labels and buttons are less (judgement)
_HEAD = 100
"""A name or a time that was left among the words is in so many of their first characters."""

_ONE_NAME, _MANY = 4, 3  # comments, and texts, words or characters: with fewer, chance is as likely (judgement)
_MOST_POINTS, _TEN = 12.0, 10.0  # more points speak no louder; ten make the term 1, as WEIGHTS were fitted with
_CHROME = 0.4
"""A line that as many of the comments begin or end with is the theme's."""

_LONG_NAME, _MANY_WORDS = 40, 5  # characters and words; longer names are mostly sentences (judgement)


class Shown(Struct, frozen=True):
    """One comment as it would be shown: its text, the first and the last line, and where its sentences are.

    `loose` are the characters that are in no element of the page: some adapters part a text into elements of their own.
    """

    text: str
    first: str
    last: str
    indices: frozenset[int]
    linked: int
    loose: int
    has_lines: bool


def measure(
    comments: Sequence[CommentDraft],
    page: SurveyedPage,
    *,
    known: float,
    points: float,
    is_accepted: bool = False,
    is_opened: bool = False,
) -> dict[str, float]:
    """The terms of a reading; `known` is how surely its adapter knows the platform, 0 to 1.

    One that surely does may find one comment, or several that are alike, and so may a group of records that is accepted
    for many `points`. With `is_opened` the first is the opening post, which often has a markup of its own.
    """
    if not comments:
        return {"nothing": 1.0}
    some = comments[:: max(1, len(comments) // _SAMPLED)]
    views = [_view(comment, page) for comment in some]
    own = [
        (comment, view)
        for comment, view in zip(some, views, strict=True)
        if comment.status is Status.PRESENT and comment.kind is Kind.COMMENT
    ] or [*zip(some, views, strict=True)]
    texts = [view.text for _, view in own]
    names = [fold_space(comment.author or "") for comment, _ in own]
    count = len(own)
    is_guess = known < SURELY
    explained, between = _prose(some, views, page, is_guess=is_guess)
    may_be_list = is_guess and not (is_accepted and points >= _NO_LIST)
    is_one = may_be_list and count >= _ONE_NAME and len(set(filter(None, names))) <= 1
    scale = len(comments) / len(some)
    return {
        "known platform": 0.0 if page.has_search_results else known,
        "points": min(_MOST_POINTS, points) / _TEN,
        "prose of the page": min(1.0, scale * explained / _total(page)),
        "prose between": between,
        "without words": _wordless([comment for comment, view in own if not view.text]) / count,
        "few words": is_guess * sum(0 < len(text) < _FEW_CHARS for text in texts) / count,
        "repeated": sum(number - 1 for text, number in Counter(texts).items() if len(text) >= _FEW_CHARS) / count,
        "all alike": may_be_list * _alike(list(filter(None, texts))),
        "names": sum(map(name_likeness, names)) / count,
        "one name": float(is_one),
        "times": sum(bool(comment.when or comment.when_text) for comment, _ in own) / count,
        "name among the words": sum(_has_head(comment, view) for comment, view in own) / count,
        "theme among the words": _theme(own),
        "only one": float(is_guess and len(comments) == 1),
        "doubtful": 0.0 if known else _doubt(points),
        "accepted": float(is_accepted),
        "siblings left out": _left_out(comments[is_opened:], page, is_opened=is_opened),
        "titled by links": _titled(some, page),
        "commented elsewhere": _commented(some, page),
        "searched for": float(page.has_search_results),
    }


def highest(
    points: float, spans: Sequence[tuple[int, int]], page: SurveyedPage, *, is_accepted: bool, may_agree: bool
) -> float:
    """The most that records of no known platform may score; `may_agree` if they may be as many as the page says."""
    explained, until = 0, 0
    for start, end in spans:
        if end > until:
            explained, until = explained + page.sentence_chars(max(start, until), end), end
    best = {
        "points": min(_MOST_POINTS, points) / _TEN,
        # Of many comments the share is that of some.
        "prose of the page": explained / _total(page) if len(spans) <= _SAMPLED else 1.0,
        "accepted": float(is_accepted),
        "doubtful": _doubt(points),
        "searched for": float(page.has_search_results),
        "as many as said": float(may_agree),
    }
    return score({**best, "prose between": 1.0, "names": 1.0, "times": 1.0})


def _doubt(points: float) -> float:
    return 0.0 if points >= ACCEPTED else 1 - points / (2 * ACCEPTED)


_HARDLY = 0.05  # one comment of twenty; with less, more pages are read by all adapters (time)


def is_plain(terms: Mapping[str, float]) -> bool:
    """True for a reading in which nothing is to be doubted: no other could be better by more than chance."""
    against = (value for name, value in terms.items() if WEIGHTS[name] < 0 and name != "few words")
    wanted = (terms.get(name, 0.0) for name in ("names", "times", "prose between"))
    return all(value <= _HARDLY for value in against) and all(value >= 1 - _HARDLY for value in wanted)


def score(terms: Mapping[str, float]) -> float:
    """The sum of the terms by their weights."""
    return sum(WEIGHTS[name] * value for name, value in terms.items())


def agreement(count: int, declared: int | None, repeated: float, between: float) -> dict[str, float]:
    """The terms of the number of comments beside the page's own, which may leave out the opening post.

    Where many of them say what others do, they are as many by chance, and the more so the more sentences between them
    are in none.
    """
    if not count:
        return {"none said": float(declared == 0)}
    agrees = declared is not None and declared in (count, count - 1) and repeated < REPEATED
    return {"as many as said": between * agrees}


def _view(comment: CommentDraft, page: SurveyedPage) -> Shown:
    pieces: list[str] = []
    indices: set[int] = set()
    linked = loose = 0
    for parent, text, is_link in _pieces(comment.body, comment.leave_out):
        pieces.append(text)
        linked += len(text) if is_link else 0
        index = page.indices.get(id(parent))
        if index is None:
            loose += len(text)
        elif index in page.sentences:
            indices.add(index)
    first, last = (pieces[0], pieces[-1]) if pieces else ("", "")
    has_lines = len(pieces) > 1
    return Shown(" ".join(pieces), folded(first), folded(last), frozenset(indices), linked, loose, has_lines)


def _pieces(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> Iterator[tuple[Tag | None, str, bool]]:
    """Each string under some nodes, with the element it is in, and whether that is in a link."""
    # None stands behind what is in a link.
    stack: list[PageElement | None] = [*reversed(nodes)]
    links = 0
    while stack:
        node = stack.pop()
        if node is None:
            links -= 1
        elif isinstance(node, Tag):
            if not (leave_out and leave_out(node)):
                if node.name == "a":
                    links += 1
                    stack.append(None)
                stack.extend(reversed(node.contents))
        elif is_text(node) and (text := fold_space(node)):
            yield node.parent, text, links > 0


def _wordless(silent: Sequence[CommentDraft]) -> int:
    """The number of comments without words that show nothing either: a picture that many show is an icon."""
    shown = [{*_media(comment)} for comment in silent if not comment.has_content]
    counts = Counter(source for sources in shown for source in sources)
    return sum(all(counts[source] >= _MANY for source in sources) for sources in shown)


def _media(comment: CommentDraft) -> Iterator[str]:
    """Identity of what a comment shows, by its address, each of those without one as itself."""
    for node in comment.body:
        if isinstance(node, Tag):
            for element in (node, *node.find_all(MEDIA)):
                if element.name in MEDIA:
                    yield attribute(element, "src") or str(id(element))


def _prose(
    some: Sequence[CommentDraft], views: Sequence[Shown], page: SurveyedPage, *, is_guess: bool
) -> tuple[int, float]:
    """Characters of sentences in the words of comments, and their share of those from each comment to the next.

    In a guess none counts for more than half of them do: a long article among comments does not speak for all.
    """
    starts = sorted({index for comment in some if (index := page.indices.get(id(comment.element))) is not None})
    loose = sum(view.loose for view in views)
    if not starts:
        return loose, 1.0
    covered = sorted({index for view in views for index in view.indices})
    explained = loose + sum(page.sentences[index] for index in covered)
    ends = [*starts[1:], max(page.ends[start] for start in starts)]
    each = [
        (page.sentence_chars(*span), sum(page.sentences[index] for index in _in_span(covered, *span)))
        for span in zip(starts, ends, strict=True)
    ]
    each = [(own, shown) for own, shown in each if own]
    if not each:
        return explained, _unlinked(views)
    share = min(1.0, explained / sum(own for own, _ in each))
    most = sorted(own for own, _ in each)[(len(each) - 1) // 2]  # the lower median
    even = sum(min(own, most) * shown / own for own, shown in each) / sum(min(own, most) for own, _ in each)
    return explained, min(share, even) if is_guess and not loose else share


def _in_span(indices: Sequence[int], start: int, end: int) -> Sequence[int]:
    return indices[bisect_left(indices, start) : bisect_left(indices, end)]


def _total(page: SurveyedPage) -> int:
    """Characters in the sentences of a page."""
    return page.sentence_chars(0, len(page.elements)) or 1


def _unlinked(views: Sequence[Shown]) -> float:
    """The share of the words that are in no link, where no comment has a sentence: those of lists are mostly links."""
    total = sum(len(view.text) for view in views)
    return 1 - sum(view.linked for view in views) / total if total else 1.0


def _alike(texts: Sequence[str]) -> float:
    """The share of the texts, but one, that differ from each other in figures alone."""
    if len(texts) < _MANY:
        return 0.0
    return (max(Counter(map(folded, texts)).values()) - 1) / (len(texts) - 1)


_LINKS = 60
"""The heading of a comment is in so many of its first elements."""


_ANY = "div"
"""What is called so is called like nothing: what stands beside it is no more like it than anything is."""


def _left_out(comments: Sequence[CommentDraft], page: SurveyedPage, *, is_opened: bool) -> float:
    """The share of siblings that are called as most comments are, and are none; one of them may be the opening post."""
    elements = [comment.element for comment in comments]
    if not elements:
        return 0.0
    (most, _), *_ = Counter(stable_label(signature_of(each)) for each in elements).most_common(1)
    if most == _ANY:
        return 0.0
    taken = {id(element) for element in elements}
    parents = {id(element.parent): element.parent for element in elements if element.parent is not None}
    left = sum(
        stable_label(signature_of(child)) == most and page.chars(*page.span(child)) > _FEW_CHARS
        for parent in parents.values()
        for child in parent.contents
        if isinstance(child, Tag) and id(child) not in taken
    )
    left = max(0, left - is_opened)
    return left / (left + len(elements))


def _title_links(near: Sequence[Tag]) -> Iterator[Tag]:
    """The links in and around headings."""
    for heading in near:
        if heading.name in HEADINGS:
            nearby = (heading.find("a"), heading.parent)
            yield from (link for link in nearby if isinstance(link, Tag) and link.name == "a")


def _titled(some: Sequence[CommentDraft], page: SurveyedPage) -> float:
    """The share of the comments with a heading that is a link to another page."""
    titled = 0
    for comment in some:
        index = page.indices.get(id(comment.element))
        near = page.elements[index : min(page.ends[index], index + _LINKS)] if index is not None else ()
        titled += any("#" not in (attribute(link, "href") or "#") for link in _title_links(near))
    return titled / len(some)


_COMMENTS = compile_lazily(r"^([^#?]+)[^#]*#(?:comments?|comment-?form|respond|disqus_thread)$", re.IGNORECASE)
"""The address of the comments on a page, which stands with their number in each entry of a list.

To answer a comment leads there too, with the number of that one in a query: "/post?replytocom=12#respond".
"""


@cached_by_page
def _commented_pages(page: SurveyedPage) -> Sequence[int]:
    """Indices of the links to the comments on other pages, the first to each."""
    indices: dict[str, int] = {}
    for index in page.links:
        href = attribute(page.elements[index], "href") or ""
        if "#" in href and (commented := _COMMENTS.search(href)):
            indices.setdefault(commented[1], index)
    return [*indices.values()]


def _commented(some: Sequence[CommentDraft], page: SurveyedPage) -> float:
    """1 where there is a link to the comments on another page from each comment to the next."""
    starts = sorted({index for comment in some if (index := page.indices.get(id(comment.element))) is not None})
    if len(starts) < _MANY:
        return 0.0
    begun = [bisect_left(_commented_pages(page), start) for start in starts]
    return float(all(one < other for one, other in pairwise(begun)))


_TIME_ALONE = compile_lazily(r"\d{1,2}[:.]\d\d|\b(?:19|20)\d\d\b")
_NO_NAME = compile_lazily(r"#?[\d\W_]*")


def name_likeness(name: str) -> float:
    """The likeness of words to the name of a writer, 0 to 1."""
    if not name:
        return 0.0
    words = name.split()
    figures = sum(map(str.isdigit, name))
    likeness = (
        1.0
        - 0.5 * (len(name) > _LONG_NAME or len(words) > _MANY_WORDS)
        - 0.8 * bool(_TIME_ALONE.search(name) or (figures and find_time(name)))
        - 0.8 * bool(_NO_NAME.fullmatch(name) or (len(words) <= _MANY and ACTION.fullmatch(name)))
        - 0.4 * (name.endswith(("!", "?", ":", "\u2026")) or (name.endswith(".") and len(words) >= _MANY))
        - 0.5 * (2 * figures > len(name))
        - 0.3 * name.startswith(("http", "("))
    )
    return max(0.0, likeness)


def _has_head(comment: CommentDraft, view: Shown) -> bool:
    head = view.text[:_HEAD].casefold()
    name, when = (fold_space(text or "").casefold() for text in (comment.author, comment.when_text))
    return (len(name) > _MANY and head.startswith(name)) or (len(when) > _MANY_WORDS and when in head)


def _theme(own: Sequence[tuple[CommentDraft, Shown]]) -> float:
    """The share of the comments that begin or end with a line that many have, and have more words."""
    lines = Counter(line for _, view in own if view.has_lines for line in {("", view.first), ("end", view.last)})
    least = max(_MANY, _CHROME * len(own))
    return min(1.0, sum(number for number in lines.values() if number >= least) / len(own))
