"""Replies of an open thread that match a query, and the completion of what is typed as one."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import assert_never

from threadreader.errors import SearchError
from threadreader.model.query import (
    AuthorName,
    HasState,
    InThread,
    Noted,
    OnSite,
    Query,
    Quoted,
    Size,
    Tagged,
    Test,
    Words,
    Written,
)
from threadreader.model.thread import CommentId
from threadreader.session import ARTICLE, Session

Found = Mapping[Words, frozenset[int]]
"""The positions of the texts with each of the words of a query."""


def matching_replies(session: Session, query: Query) -> Sequence[int]:
    """Positions of the replies that match a query, in the order of the thread."""
    found = _find_words(session, query)
    return [index for index in _candidates(session, query, found) if _matches(session, query, found, index)]


def article_matches(session: Session, query: Query) -> bool:
    """True if the article matches a query."""
    return _matches(session, query, _find_words(session, query), ARTICLE)


def _find_words(session: Session, query: Query) -> Found:
    tests = {each.test for clause in query.clauses for each in clause}
    return {
        test: frozenset(session.corpus.find(test.text.lower()).matched) for test in tests if isinstance(test, Words)
    }


def _candidates(session: Session, query: Query, found: Found) -> Sequence[int]:
    """The replies with the rarest word that all matches have, or all replies."""
    required = [
        found[clause[0].test]
        for clause in query.clauses
        if len(clause) == 1 and isinstance(clause[0].test, Words) and not clause[0].excluded
    ]
    if not required:
        return range(len(session.opened.skeleton))
    return sorted(min(required, key=len) - {ARTICLE})


def _matches(session: Session, query: Query, found: Found, index: int) -> bool:
    return query.matches(partial(_holds, session, found, index))


def _holds(session: Session, found: Found, index: int, test: Test) -> bool:  # noqa: C901, PLR0911 - one return a kind
    page, skeleton = session.opened.page, session.opened.skeleton
    match test:
        case Words():
            return index in found[test]
        case AuthorName(text):
            return text.lower() in _author(session, index).lower()
        case InThread(text):
            return text.casefold() in page.title.casefold()
        case OnSite(text):
            return text.casefold() in f"{page.site or ''} {page.url or ''}".casefold()
        case Tagged(name):
            raise SearchError(f"tag:{name}", "is asked of threads", "look for it in the library")
        case Size(name):
            raise SearchError(name, "is asked of threads", "look for it in the library")
        case Written():
            published = session.opened.article.published_at
            of_article = published.iso if published else None
            return test.has(of_article if index == ARTICLE else skeleton.times[index])
        case HasState("noted"):
            return bool(session.annotations.on(index))
        case HasState(name):
            return index != ARTICLE and _has_state(session, name, index)
        case Noted():
            return test.has(each.note for each in session.annotations.on(index).values())
        case Quoted(times):
            return index != ARTICLE and _quoters(session, index) >= times
        case _ as unreachable:
            assert_never(unreachable)


def _author(session: Session, index: int) -> str:
    if index == ARTICLE:
        return ", ".join(author.name for author in session.opened.article.authors)
    return session.opened.skeleton.names[index]


def _quoters(session: Session, index: int) -> int:
    links = session.opened.quotes.links_into(session.opened.skeleton.ids[index])
    return len({link.quote.at.owner for link in links})


def _has_state(session: Session, state: str, index: int) -> bool:
    match state:
        case "op":
            return index in session.opened.skeleton.by_op
        case "unread":
            return session.read_state.is_unread(index)
        case "read":
            return session.opened.skeleton.ids[index] in session.read_state.seen
        case "starred":
            return session.read_state.is_starred(index)
        case _:
            changed: frozenset[CommentId] = getattr(session.opened.changes, state)
            return session.opened.skeleton.ids[index] in changed


_LAST_TERM = re.compile(r'(?P<key>(?:author|is|site|tag):)?(?P<begun>"[^"]*|[^\s:]*)$')


def complete_term(typed: str, known: Callable[[str], Iterable[str]]) -> tuple[str, Sequence[str]]:
    """A query with its last term completed as far as that is certain, and what it may be of those `known` of a key."""
    last = _LAST_TERM.search(typed)
    assert last is not None, "it may be empty"
    key, begun = last["key"] or "", last["begun"].removeprefix('"')
    fitting = _beginning_with(begun, known(key))
    if not fitting:
        return typed, ()
    folded = os.path.commonprefix([one.casefold() for one in fitting])  # noqa: RUF071 - of names, none of which is a path
    common = fitting[0][: len(folded)]
    done = len(fitting) == 1 and bool(key)
    return typed[: last.start()] + key + _quoted(common, closed=done) + " " * done, fitting


def _beginning_with(begun: str, names: Iterable[str]) -> list[str]:
    """Names that begin so in any case."""
    folded = begun.casefold()
    return [name for name in names if name.casefold().startswith(folded)]


def _quoted(name: str, *, closed: bool) -> str:
    """A name as a query has it: between quotation marks where it has a space."""
    return f'"{name}' + '"' * closed if " " in name else name
