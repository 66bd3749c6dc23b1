"""Makes digests: how deep a thread goes, when it was written, who talked longest in it, what is quoted most."""

from collections.abc import Iterable, Sequence

from threadreader.model.page import Digest, Exchange, MostQuoted
from threadreader.model.quote import QuoteLink, grouped, passages
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article

_DAY = len("2024-05-03")
_SHORTEST_EXCHANGE = 3
_WORDS = 240


def digest_of(article: Article, skeleton: Skeleton) -> Digest:
    """The digest of a thread."""
    days = sorted({time[:_DAY] for time in skeleton.times if time})
    return Digest(
        authors=tuple(author.name for author in article.authors),
        published=article.published_at.iso if article.published_at else None,
        depth=max(skeleton.depths, default=0),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        exchange=_longest_exchange(skeleton.parents, skeleton.names),
    )


def most_quoted(links: Iterable[QuoteLink]) -> MostQuoted | None:
    """The passage that most links lead into, the first of several; None where nothing is quoted."""
    best: MostQuoted | None = None
    for into in grouped((link.target.owner, link) for link in links).values():
        for passage in passages([link.target for link in into]):
            if best is None or passage.times > best.times:
                within = (link for link in into if link.target.overlaps(passage.at))
                best = MostQuoted(" ".join(next(within).quote.text[:_WORDS].split()), passage.times)
    return best


def _longest_exchange(parents: Sequence[int], names: Sequence[str]) -> Exchange | None:
    """The longest way down the thread on which two people take turns."""
    turns: list[int] = []
    longest = -1
    for place, parent in enumerate(parents):
        if parent < 0 or not names[place] or names[parent] in {"", names[place]}:
            turns.append(1)
            continue
        above = parents[parent]
        goes_on = turns[parent] > 1 and above >= 0 and names[above] == names[place]
        turns.append(turns[parent] + 1 if goes_on else 2)
        if longest < 0 or turns[place] > turns[longest]:
            longest = place
    if longest < 0 or turns[longest] < _SHORTEST_EXCHANGE:
        return None
    begins_with_other = turns[longest] % 2 == 0
    one, other = names[longest], names[parents[longest]]
    return Exchange(other, one, turns[longest]) if begins_with_other else Exchange(one, other, turns[longest])
