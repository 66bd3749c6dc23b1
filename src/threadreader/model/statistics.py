"""Statistics of a thread: replies over time, who answers whom, quoted passages, branches, open questions, links.

All are counts of what the page holds, and each names a comment or a passage to go to.
"""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from threadreader.model import blocks
from threadreader.model.quote import Anchor, Quotations, QuoteLink, passages
from threadreader.model.save import bare_address
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import CommentId

MAX_PERIODS = 48
"""As many bars as a narrow terminal has room for behind their label."""

MAX_ACTIVE = 20
"""People in the matrix of who answers whom: more is no picture that one takes in."""

_CLOCK_CHARS = len("2024-05-03T14:02:00")
_DAY_HOURS, _YEAR_HOURS = 24, 365 * 24
_PERIOD_HOURS = (1, 2, 3, 6, 12, *(_DAY_HOURS * days for days in (1, 2, 7, 14, 28, 91, 365)))
_QUESTION_MARKS = frozenset("?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}\N{DOUBLE QUESTION MARK}")
_PAGE = re.compile(r"https?://", re.IGNORECASE)


class Period(Struct, frozen=True):
    """A part of the time of a thread; `first` is the position of its first reply, None without one."""

    start: datetime
    replies: int
    first: int | None


class Answers(Struct, frozen=True):
    """The most active people, and how often one answers another: `counts[i][j]` is of `names[i]` to `names[j]`.

    `written` are the comments of each, `first` the position of the first that each wrote.
    """

    names: Sequence[str] = ()
    written: Sequence[int] = ()
    first: Sequence[int] = ()
    counts: Sequence[Sequence[int]] = ()


class QuotedPassage(Struct, frozen=True):
    """A passage that replies quote, its words, how often it is quoted, and the replies that do."""

    at: Anchor
    words: str
    times: int
    quoters: Sequence[CommentId]


class PersonVotes(Struct, frozen=True):
    """The votes of all comments of a person, and the position of the one with the most."""

    name: str
    votes: int
    best: int


class Statistics(Struct, frozen=True):
    """The statistics of a thread that do not take all of its words; the largest of each kind come first.

    `branches` are the positions of the roots with replies, `voted` those of the comments with votes.
    """

    periods: Sequence[Period]
    answers: Answers
    quoted: Sequence[QuotedPassage]
    branches: Sequence[int]
    voted: Sequence[int]
    people: Sequence[PersonVotes]


Body = Callable[[CommentId | None], blocks.Blocks]
"""The body of a comment, or of the article under None."""


def gather(skeleton: Skeleton, quotes: Quotations, body: Body, limit: int | None = None) -> Statistics:
    """The statistics of a thread, with at most so many passages, branches and others but people who answer."""
    branches = [root for root in skeleton.roots if skeleton.sizes[root] > 1]
    return Statistics(
        periods(skeleton.times),
        answers(skeleton.names, skeleton.parents),
        list(_quoted(quotes, [None, *skeleton.ids], body, limit)),
        sorted(branches, key=lambda root: -skeleton.sizes[root])[:limit],
        skeleton.most_voted[:limit],
        _people_by_votes(skeleton)[:limit],
    )


def _people_by_votes(skeleton: Skeleton) -> Sequence[PersonVotes]:
    votes, best = Counter[str](), dict[str, int]()
    for position in skeleton.most_voted:
        votes[skeleton.names[position]] += skeleton.votes[position] or 0
        best.setdefault(skeleton.names[position], position)
    people = (PersonVotes(name, votes[name], position) for name, position in best.items() if name)
    return sorted(people, key=lambda person: (-person.votes, person.name))


def periods(times: Sequence[str | None]) -> Sequence[Period]:
    """The replies over time by wall clock, in at most `MAX_PERIODS` equal periods; empty without times.

    `times` are those of the comments in ISO 8601, None where one is not known. The periods are the shortest of some
    usual lengths that make so few; the first begins at a whole hour, or at midnight if they last a day or more.
    """
    clocks = sorted((datetime.fromisoformat(time[:_CLOCK_CHARS]), at) for at, time in enumerate(times) if time)
    if not clocks:
        return ()
    start, length = _first_period(clocks[0][0], clocks[-1][0])
    inside: defaultdict[int, list[int]] = defaultdict(list)
    for clock, position in clocks:
        inside[(clock - start) // length].append(position)
    return [
        Period(start + number * length, len(inside[number]), inside[number][0] if inside[number] else None)
        for number in range(max(inside) + 1)
    ]


def _first_period(earliest: datetime, latest: datetime) -> tuple[datetime, timedelta]:
    """The beginning of the first period, and the length of all."""
    hour = earliest.replace(minute=0, second=0)
    day = hour.replace(hour=0)
    for hours in _PERIOD_HOURS:
        start, length = hour if hours < _DAY_HOURS else day, timedelta(hours=hours)
        if (latest - start) // length < MAX_PERIODS:
            return start, length
    years = (latest - day) / timedelta(hours=_YEAR_HOURS)
    return day, timedelta(hours=_YEAR_HOURS * math.ceil(years / (MAX_PERIODS - 1)))


def answers(names: Sequence[str], parents: Sequence[int]) -> Answers:
    """Who answers whom among the `MAX_ACTIVE` who wrote most; `names` are by position, "" for none."""
    written = Counter(filter(None, names))
    active = sorted(written, key=lambda name: (-written[name], name))[:MAX_ACTIVE]
    rank = {name: index for index, name in enumerate(active)}
    counts = [[0] * len(active) for _ in active]
    first: dict[str, int] = {}
    for position, (name, parent) in enumerate(zip(names, parents, strict=True)):
        if name not in rank:
            continue
        first.setdefault(name, position)
        if parent >= 0 and names[parent] in rank:
            counts[rank[name]][rank[names[parent]]] += 1
    return Answers(active, [written[name] for name in active], [first[name] for name in active], counts)


def _quoted(
    quotes: Quotations, owners: Iterable[CommentId | None], body: Body, limit: int | None
) -> Iterator[QuotedPassage]:
    """The quoted passages of some comments, those quoted most first."""
    found = [passage for owner in owners for passage in passages(quotes.targets_in(owner))]
    links: dict[CommentId | None, Sequence[QuoteLink]] = {}
    texts: dict[tuple[CommentId | None, blocks.BlockPath], str] = {}
    for passage in sorted(found, key=lambda passage: -passage.times)[:limit]:
        at = passage.at
        if at.owner not in links:
            links[at.owner] = sorted(quotes.links_into(at.owner), key=_target_start)
        if (at.owner, at.path) not in texts:
            texts[at.owner, at.path] = blocks.block_text(blocks.block_at(body(at.owner), at.path))
        # All that lead into a passage begin in it, and passages do not overlap.
        first, last = (bisect_left(links[at.owner], (at.path, each), key=_target_start) for each in (at.start, at.end))
        owners_of = (link.quote.at.owner for link in links[at.owner][first:last])
        quoters = dict.fromkeys(owner for owner in owners_of if owner is not None)
        yield QuotedPassage(at, texts[at.owner, at.path][at.start : at.end], passage.times, list(quoters))


def _target_start(link: QuoteLink) -> tuple[blocks.BlockPath, int]:
    return link.target.path, link.target.start


def unanswered_questions(skeleton: Skeleton, texts: Iterable[str], body: Body) -> Sequence[int]:
    """The positions of the comments that end with a question, in words of their own, and have no reply."""
    asking = [at for at, text in enumerate(texts) if skeleton.sizes[at] == 1 and _asks(text)]
    return [position for position in asking if _ends_with_own_words(body(skeleton.ids[position]))]


def _ends_with_own_words(body: blocks.Blocks) -> bool:
    *_, last = blocks.leaves(body)
    return not blocks.is_within(last.path, blocks.quoted_blocks(body))


def _asks(text: str) -> bool:
    """True if a question mark follows the last word."""
    end = next((sign for sign in reversed(text) if sign in _QUESTION_MARKS or sign.isalnum()), "")
    return end in _QUESTION_MARKS


def shared_links(skeleton: Skeleton, body: Body, own: str | None) -> Mapping[str, Sequence[int | None]]:
    """The addresses on other pages that are linked to, with the comments that do, the most shared first.

    Comments are named by their position, the article by None; `own` is the address of the page.
    """
    here = own and _without_fragment(own)
    by_address: defaultdict[str, dict[int | None, None]] = defaultdict(dict)
    for position, owner in ((None, None), *enumerate(skeleton.ids)):
        for address in links_in(body(owner)):
            if _PAGE.match(address) and _without_fragment(address) != here:
                by_address[address][position] = None
    return {address: list(owners) for address, owners in sorted(by_address.items(), key=lambda item: -len(item[1]))}


def links_in(body: Sequence[blocks.Block]) -> Iterator[str]:
    """The addresses that a body links to; what is linked to in a quotation is shared by whom it quotes."""
    for block in body:
        if isinstance(block, blocks.ListBlock):
            for item in block.items:
                yield from links_in(item)
        else:
            yield from [span.href for span in _spans_in(block) if span.href]


def _without_fragment(address: str) -> str:
    return bare_address(address.partition("#")[0])


def _spans_in(block: blocks.Block) -> blocks.Spans:
    match block:
        case blocks.Paragraph(spans) | blocks.Heading(_, spans):
            return spans
        case blocks.Table(rows):
            return tuple(span for row in rows for cell in row for span in cell)
        case blocks.Image(_, _, caption):
            return caption
        case _:
            return ()
