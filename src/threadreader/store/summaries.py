"""Summaries of threads in the table `entry`, made with each import, so that a list opens no thread.

A summary is the depth of a thread, its days, its longest exchange of two people and its most quoted passage.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.json import decode, encode

from threadreader.model.page import Exchange, MostQuoted, Summary
from threadreader.store.integrity import is_time

if TYPE_CHECKING:
    from threadreader.model.quote import QuoteIndex, QuoteLink
    from threadreader.model.stored_thread import Skeleton
    from threadreader.model.thread import Article

PackedSummary = tuple[str, str | None]
"""The columns `summary` and `most_quoted`."""


def pack_summaries(article: "Article", skeleton: "Skeleton", quotes: "QuoteIndex") -> PackedSummary:
    """Summarize a thread, as JSON."""
    return pack_summary(summarize(article, skeleton)), pack_most_quoted(most_quoted(quotes.links))


def pack_summary(summary: Summary) -> str:
    """A summary as JSON."""
    return encode(summary).decode()


def pack_most_quoted(quoted: MostQuoted | None) -> str | None:
    """The passage that is quoted most, as JSON; None if nothing is quoted."""
    return encode(quoted).decode() if quoted else None


def unpack_summary(words: str | None, quoted: str | None) -> tuple[Summary | None, MostQuoted | None]:
    """The inverse of `pack_summary` and `pack_most_quoted`; None where a part is missing or damaged."""
    try:
        summary = decode(words, type=Summary) if words else None
        most = decode(quoted, type=MostQuoted) if quoted else None
    except ValueError:
        return None, None
    if summary and not all(map(is_time, (summary.published, summary.first, summary.last))):
        return None, None
    return summary, most


_DAY_CHARS = len("2024-05-03")
_MIN_EXCHANGE_REPLIES = 3  # a question and its answer are in every thread
_MAX_QUOTED_CHARS = 240  # fills the four lines that the library's detail has for it


def summarize(article: "Article", skeleton: "Skeleton") -> Summary:
    """The summary of a thread."""
    days = sorted({time[:_DAY_CHARS] for time in skeleton.times if time})
    return Summary(
        authors=tuple(author.name for author in article.authors),
        published=article.published_at.iso if article.published_at else None,
        depth=max(skeleton.depths, default=0),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        exchange=_longest_exchange(skeleton.parents, skeleton.names),
        chars=len(article.text) + sum(skeleton.lengths),
    )


def most_quoted(links: "Iterable[QuoteLink]") -> MostQuoted | None:
    """The passage that most links lead into, the first of several; None where nothing is quoted."""
    from threadreader.model.quote import grouped, passages

    best: MostQuoted | None = None
    for group in grouped((link.target.owner, link) for link in links).values():
        for passage in passages([link.target for link in group]):
            if best is None or passage.times > best.times:
                within = (link for link in group if link.target.overlaps(passage.at))
                best = MostQuoted(" ".join(next(within).quote.text[:_MAX_QUOTED_CHARS].split()), passage.times)
    return best


def _longest_exchange(parents: Sequence[int], names: Sequence[str]) -> Exchange | None:
    """The longest path down the thread on which two authors alternate."""
    turns: list[int] = []
    longest = -1
    for position, parent in enumerate(parents):
        if parent < 0 or not names[position] or names[parent] in {"", names[position]}:
            turns.append(1)
            continue
        above = parents[parent]
        goes_on = turns[parent] > 1 and above >= 0 and names[above] == names[position]
        turns.append(turns[parent] + 1 if goes_on else 2)
        if longest < 0 or turns[position] > turns[longest]:
            longest = position
    if longest < 0 or turns[longest] < _MIN_EXCHANGE_REPLIES:
        return None
    begins_with_other = turns[longest] % 2 == 0
    one, other = names[longest], names[parents[longest]]
    return Exchange(other, one, turns[longest]) if begins_with_other else Exchange(one, other, turns[longest])
