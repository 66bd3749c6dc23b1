"""Actions: what keys do in a session.

An action is a function of a `Session` and a count, None where none was typed. It

- changes the session, and nothing else: no terminal, file, clock or thread of execution; what needs the world outside
  is appended to `Session.effects`;
- returns the message for the status line, "" where the change speaks for itself. Where it cannot be done the message
  says why; nothing is raised;
- is quick: it lays out no more than what comes into a window;
- leaves the jump list a location where it jumps further than a step;
- is in `_MOVES_NOTHING` below where it leaves the reader where they are.

A few actions take what was typed (a query, the letter of a mark) instead of a count. There is one module a group of
keys; the table of keys names actions by module and function. `act` runs them.
"""

from threadreader.session import Session
from threadreader.session.actions import copying, links, moving, quotations
from threadreader.session.actions.moving import Action as Action

_MOVES_NOTHING = frozenset[Action](
    {
        moving.other_pane,
        quotations.show_change,
        quotations.peek,
        quotations.close_peek,
        quotations.cycle_quoted_text,
        links.show_hints,
        links.copy_asked,
        copying.copy_text,
        copying.copy_quotation,
        copying.copy_address,
        copying.copy_citation,
        copying.copy_path,
        copying.copy_branch,
        copying.pipe,
    }
)


def act(session: Session, action: Action, count: int | None = None) -> str:
    """Run an action; the highlight of the last jump ends unless the action renews it or moves nothing."""
    before, session.ended = session.link_highlight, False
    message = action(session, count)
    if session.link_highlight is before and action not in _MOVES_NOTHING:
        session.link_highlight = None
    return message
