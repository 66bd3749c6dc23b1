"""What of the text stands out for now: passages that are quoted, picked or lit, and matches of a search."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, Blocks, leaves
from threadreader.model.quote import Anchor
from threadreader.session import ARTICLE, Session
from threadreader.session.search import Laid, Match


class Glow(enum.StrEnum):
    """Why a run of characters is highlighted; the later of these wins."""

    QUOTED = "quoted"
    PICKED = "picked"
    LIT = "lit"
    MATCH = "match"
    CURRENT_MATCH = "current-match"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A run of characters of a block, and why it stands out."""

    path: BlockPath
    start: int
    end: int
    glow: Glow


def highlights(session: Session, place: int, block: int | None = None) -> tuple[Highlight, ...]:
    """What stands out for now in the article or in a reply, in an order in which later ones lie on earlier ones.

    With `block` only what stands in that one of its outermost blocks.
    """
    owner = None if place == ARTICLE else session.opened.skeleton.ids[place]
    found: list[Highlight] = []
    picked = session.picked
    if picked and picked.owner == owner and place in {ARTICLE, session.replies.cursor}:
        found.append(Highlight(picked.path, picked.start, picked.end, Glow.PICKED))
    if session.light:
        ends: tuple[Anchor, Anchor] = (session.light.quotation, session.light.passage)
        found += [Highlight(a.path, a.start, a.end, Glow.LIT) for a in ends if a.owner == owner]
    shown = found if block is None else [light for light in found if light.path[0] == block]
    return (*shown, *_matches(session, place, block))


def _matches(session: Session, place: int, block: int | None) -> Sequence[Highlight]:
    if session.finding is None:
        return ()
    search, at = session.finding.search, session.finding.at
    if not search.any_between(place, place + 1):
        return ()
    laid = search.laid.get(place)
    if laid is None:
        laid = search.laid[place] = _lay(session.body(place), search.inside(place))
    blocks = laid.values() if block is None else [laid.get(block, ())]
    return [
        Highlight(path, start, end, Glow.CURRENT_MATCH if match == at else Glow.MATCH)
        for one in blocks
        for path, start, end, match in one
    ]


def _lay(body: Blocks, matches: Sequence[Match]) -> Mapping[int, Sequence[Laid]]:
    """Matches as runs of blocks, by the outermost block that each is in: one walk over both."""
    laid: dict[int, list[Laid]] = {}
    first = 0
    for leaf in leaves(body):
        end = leaf.start + len(leaf.text)
        while first < len(matches) and matches[first].end <= leaf.start:
            first += 1
        number = first
        while number < len(matches) and matches[number].start < end:
            match = matches[number]
            run = leaf.path, max(match.start - leaf.start, 0), min(match.end - leaf.start, len(leaf.text)), match
            laid.setdefault(leaf.path[0], []).append(run)
            number += 1
    return laid


def runs(body: Blocks, start: int, end: int) -> list[tuple[BlockPath, int, int]]:
    """A run of characters of a body's text as runs of its blocks."""
    return [
        (leaf.path, max(start - leaf.start, 0), min(end - leaf.start, len(leaf.text)))
        for leaf in leaves(body)
        if leaf.start < end and start < leaf.start + len(leaf.text)
    ]
