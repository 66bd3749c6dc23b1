"""Replies of an open thread that match a query, and the completion of what is typed as one."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from threadreader.errors import SearchError
from threadreader.model.query import AuthorName, Query, Words
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
    return query.matches(_Facts(session, found, index))


class _Facts:
    """The `Facts` of a reply of the open thread, or of its article. Raises SearchError for what threads alone have."""

    number = ""

    def __init__(self, session: Session, found: Found, index: int) -> None:
        self._session = session
        self._found = found
        self._index = index

    @property
    def title(self) -> str:
        return self._session.opened.page.title

    @property
    def origin(self) -> str:
        page = self._session.opened.page
        return f"{page.site or ''} {page.url or ''}"

    @property
    def written(self) -> str | None:
        if self._index != ARTICLE:
            return self._session.opened.skeleton.times[self._index]
        published = self._session.opened.article.published_at
        return published.iso if published else None

    @property
    def notes(self) -> Sequence[str]:
        return [each.note for each in self._session.annotations.on(self._index).values()]

    @property
    def times_quoted(self) -> int | None:
        if self._index == ARTICLE:
            return None
        links = self._session.opened.quotes.links_into(self._session.opened.skeleton.ids[self._index])
        return len({link.quote.at.owner for link in links})

    def has_words(self, words: Words) -> bool:
        return self._index in self._found[words]

    def has_author(self, name: AuthorName) -> bool:
        opened = self._session.opened
        authors = (author.name for author in opened.article.authors)
        written_by = ", ".join(authors) if self._index == ARTICLE else opened.skeleton.names[self._index]
        return name.text.lower() in written_by.lower()

    def has_tag(self, name: str) -> bool:
        raise SearchError(f"tag:{name}", "is asked of threads", "look for it in the library")

    def has_state(self, name: str) -> bool:  # noqa: PLR0911 - one return a state
        session, index = self._session, self._index
        if name == "noted":
            return bool(session.annotations.on(index))
        if index == ARTICLE:
            return False
        match name:
            case "op":
                return index in session.opened.skeleton.by_op
            case "unread":
                return session.read_state.is_unread(index)
            case "read":
                return session.opened.skeleton.ids[index] in session.read_state.seen
            case "starred":
                return session.read_state.is_starred(index)
            case _:
                changed: frozenset[CommentId] = getattr(session.opened.changes, name)
                return session.opened.skeleton.ids[index] in changed

    def size(self, name: str) -> int | None:
        raise SearchError(name, "is asked of threads", "look for it in the library")


_LAST_TERM = re.compile(r'(?P<key>(?:author|is|site|tag):)?(?P<begun>"[^"]*|[^\s:]*)$')


def complete_term(typed: str, known: Callable[[str], Iterable[str]]) -> tuple[str, Sequence[str]]:
    """A query with its last term completed as far as that is certain, and what it may be of those `known` of a key."""
    last = _LAST_TERM.search(typed)
    assert last is not None, "it may be empty"
    key, begun = last["key"] or "", last["begun"].removeprefix('"')
    fitting = [name for name in known(key) if name.casefold().startswith(begun.casefold())]
    if not fitting:
        return typed, ()
    folded = os.path.commonprefix([one.casefold() for one in fitting])  # noqa: RUF071 - of names, none of which is a path
    common = fitting[0][: len(folded)]
    done = len(fitting) == 1 and bool(key)
    return typed[: last.start()] + key + _quoted(common, closed=done) + " " * done, fitting


def _quoted(name: str, *, closed: bool) -> str:
    """A name as a query has it: between quotation marks where it has a space."""
    return f'"{name}' + '"' * closed if " " in name else name
