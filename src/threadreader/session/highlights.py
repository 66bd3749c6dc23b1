"""What of the text stands out for now: passages that are quoted, picked or lit, and matches of a search."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, Blocks, leaves
from threadreader.model.quote import Anchor
from threadreader.session import ARTICLE, Session


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


def highlights(session: Session, place: int) -> tuple[Highlight, ...]:
    """What stands out for now in the article or in a reply, in an order in which later ones lie on earlier ones."""
    owner = None if place == ARTICLE else session.opened.skeleton.ids[place]
    found: list[Highlight] = []
    picked = session.picked
    if picked and picked.owner == owner and place in {ARTICLE, session.replies.cursor}:
        found.append(Highlight(picked.path, picked.start, picked.end, Glow.PICKED))
    if session.light:
        ends: tuple[Anchor, Anchor] = (session.light.quotation, session.light.passage)
        found += [Highlight(a.path, a.start, a.end, Glow.LIT) for a in ends if a.owner == owner]
    return (*found, *_matches(session, place))


def _matches(session: Session, place: int) -> Sequence[Highlight]:
    if session.finding is None:
        return ()
    found: list[Highlight] = []
    for match in session.finding.search.by_place.get(place, ()):
        glow = Glow.CURRENT_MATCH if match == session.finding.at else Glow.MATCH
        found += [Highlight(*run, glow) for run in runs(session.body(place), match.start, match.end)]
    return found


def runs(body: Blocks, start: int, end: int) -> list[tuple[BlockPath, int, int]]:
    """A run of characters of a body's text as runs of its blocks."""
    return [
        (leaf.path, max(start - leaf.start, 0), min(end - leaf.start, len(leaf.text)))
        for leaf in leaves(body)
        if leaf.start < end and start < leaf.start + len(leaf.text)
    ]
