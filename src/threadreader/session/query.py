"""What a filter asks for: words, writers, times and marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.thread import CommentId
from threadreader.session import ARTICLE, Session

TERMS = ("author", "since", "before", "is")
STATES = ("unread", "starred", "op", "new", "edited", "gone")
"""What a reply can be asked to be."""

_TERM = re.compile(r'(?P<key>author|since|before|is):(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))')


@dataclass(frozen=True, slots=True)
class Query:
    """All of it must hold. `words` are a run of characters; `since` and `before` are the beginnings of ISO times."""

    words: str = ""
    authors: tuple[str, ...] = ()
    since: str = ""
    before: str = ""
    states: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()


def parse_query(typed: str) -> Query:
    """A query as it is typed: `registry author:"ann b" since:2024-05-01 is:op`."""
    terms: dict[str, list[str]] = {term: [] for term in TERMS}
    for term in _TERM.finditer(typed):
        value = term["quoted"] if term["quoted"] is not None else term["plain"]
        if value:
            terms[term["key"]].append(value)
    words = " ".join(_TERM.sub(" ", typed).split())
    since, before = max(terms["since"], default=""), min(terms["before"], default="")
    return Query(words, tuple(name.lower() for name in terms["author"]), since, before, frozenset(terms["is"]))


def places_of(session: Session, query: Query) -> Sequence[int]:
    """The replies that a query matches, in the order of the thread."""
    places: Sequence[int] = range(len(session.opened.skeleton))
    if query.words:
        found = session.corpus.find(query.words).places
        places = found[1:] if found and found[0] == ARTICLE else found
    return places if query == Query(query.words) else [place for place in places if _holds(session, query, place)]


def _holds(session: Session, query: Query, place: int) -> bool:
    skeleton = session.opened.skeleton
    name, time = skeleton.names[place].lower(), skeleton.times[place]
    return (
        all(author in name for author in query.authors)
        and (not query.since or (time is not None and time >= query.since))
        and (not query.before or (time is not None and time < query.before))
        and all(_is(session, state, place) for state in query.states)
    )


def _is(session: Session, state: str, place: int) -> bool:
    match state:
        case "op":
            return place in session.opened.skeleton.by_op
        case "unread":
            return session.kept.is_unread(place)
        case "starred":
            return session.kept.is_starred(place)
        case "new" | "edited" | "gone":
            changed: frozenset[CommentId] = getattr(session.opened.changes, state)
            return session.opened.skeleton.ids[place] in changed
        case _:
            return False
