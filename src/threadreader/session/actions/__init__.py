"""Doing what a reader asks for: the way into every action."""

from collections.abc import Callable

from threadreader.session import Session
from threadreader.session.actions import copying, links, moving, peek

Action = Callable[[Session, int | None], str]

_MOVES_NOTHING = frozenset[Action](
    {
        moving.other_pane,
        peek.show_change,
        peek.peek,
        peek.close_peek,
        peek.cycle_quoted_text,
        links.show_hints,
        links.copy_asked,
        copying.copy_text,
        copying.copy_quotation,
        copying.copy_address,
        copying.copy_path,
        copying.copy_branch,
    },
)


def act(session: Session, action: Action, count: int | None = None) -> str:
    """Do an action; the light of the last jump goes out unless the action lights it anew or moves nothing."""
    lit = session.light
    said = action(session, count)
    if session.light is lit and action not in _MOVES_NOTHING:
        session.light = None
    return said
