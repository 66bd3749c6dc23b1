"""Filter queries: parsing, and matching of replies by text, author, time and state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.thread import CommentId
from threadreader.session import ARTICLE, Session

TERMS = ("author", "since", "before", "is")
# The values of `is:`.
STATES = ("unread", "starred", "op", "new", "edited", "gone")

_TERM = re.compile(r'(?P<key>author|since|before|is):(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))')


@dataclass(frozen=True, slots=True)
class Query:
    """A conjunction of terms. `text` is a substring; `since` and `before` are prefixes of ISO times."""

    text: str = ""
    authors: tuple[str, ...] = ()
    since: str = ""
    before: str = ""
    states: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """True if there is no term."""
        return self == Query()


def parse_query(typed: str) -> Query:
    """Parse a query as typed: `registry author:"ann b" since:2024-05-01 is:op`."""
    terms: dict[str, list[str]] = {term: [] for term in TERMS}
    for term in _TERM.finditer(typed):
        value = term["quoted"] if term["quoted"] is not None else term["plain"]
        if value:
            terms[term["key"]].append(value)
    text = " ".join(_TERM.sub(" ", typed).split())
    since, before = max(terms["since"], default=""), min(terms["before"], default="")
    return Query(text, tuple(name.lower() for name in terms["author"]), since, before, frozenset(terms["is"]))


def matching_replies(session: Session, query: Query) -> Sequence[int]:
    """Positions of the replies that match a query, in the order of the thread."""
    indices: Sequence[int] = range(len(session.opened.skeleton))
    if query.text:
        matching = session.corpus.find(query.text).matched
        indices = matching[1:] if matching and matching[0] == ARTICLE else matching
    return indices if query == Query(query.text) else [index for index in indices if _matches(session, query, index)]


def _matches(session: Session, query: Query, index: int) -> bool:
    skeleton = session.opened.skeleton
    name, time = skeleton.names[index].lower(), skeleton.times[index]
    return (
        all(author in name for author in query.authors)
        and (not query.since or (time is not None and time >= query.since))
        and (not query.before or (time is not None and time < query.before))
        and all(_has_state(session, state, index) for state in query.states)
    )


def _has_state(session: Session, state: str, index: int) -> bool:
    match state:
        case "op":
            return index in session.opened.skeleton.by_op
        case "unread":
            return session.read_state.is_unread(index)
        case "starred":
            return session.read_state.is_starred(index)
        case "new" | "edited" | "gone":
            changed: frozenset[CommentId] = getattr(session.opened.changes, state)
            return session.opened.skeleton.ids[index] in changed
        case _:
            return False
