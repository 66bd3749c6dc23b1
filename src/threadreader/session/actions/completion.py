"""Completion of a filter as it is typed: names of terms, authors and states."""

import os
import re
from collections.abc import Iterable, Sequence

from threadreader.session import Session
from threadreader.session.actions.people import people
from threadreader.session.query import STATES, TERMS

_LAST_TERM = re.compile(r'(?P<key>author:|is:)?(?P<begun>"[^"]*|\S*)$')


def complete_query(session: Session, typed: str) -> tuple[str, Sequence[str]]:
    """The typed text with its unambiguous completion, and the candidates, most frequent authors first."""
    last = _LAST_TERM.search(typed)
    assert last is not None, "it may be empty"
    key, begun = last["key"] or "", last["begun"].removeprefix('"')
    fitting = _beginning_with(begun, _known(session, key))
    if not fitting:
        return typed, ()
    folded = os.path.commonprefix([one.casefold() for one in fitting])  # noqa: RUF071 - of names, none of which is a path
    common = fitting[0][: len(folded)]
    done = len(fitting) == 1 and bool(key)
    return typed[: last.start()] + key + _quoted(common, closed=done) + " " * done, fitting


def _known(session: Session, key: str) -> Iterable[str]:
    match key:
        case "author:":
            # A query has no way to write a quotation mark: a name that has one is asked for by what stands before it.
            return filter(None, (person.name.partition('"')[0].strip() for person in people(session.opened.skeleton)))
        case "is:":
            return STATES
        case _:
            return (f"{term}:" for term in TERMS)


def _beginning_with(begun: str, names: Iterable[str]) -> list[str]:
    """Names that begin so in any case."""
    folded = begun.casefold()
    return [name for name in names if name.casefold().startswith(folded)]


def _quoted(name: str, *, closed: bool) -> str:
    """A name as a query has it: between quotation marks where it has a space."""
    return f'"{name}' + '"' * closed if " " in name else name
