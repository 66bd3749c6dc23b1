"""Doing what a reader asks for: the way into every action."""

from collections.abc import Callable

from threadreader.session import Session, changed, copying, looking, moving, opening

Action = Callable[[Session, int | None], str]

_MOVES_NOTHING = frozenset[Action](
    {
        moving.other_pane,
        changed.show_change,
        looking.peek,
        looking.close_peek,
        looking.cycle_quoted_text,
        opening.show_hints,
        opening.copy_asked,
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
