"""What is searched for: words, and what else must be so; parsed from what a reader types.

::

    registry "base rate" forecast* author:carol after:2012-03 is:unread quoted:>2
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from threadreader.errors import SearchError
from threadreader.model.clean import clean_line
from threadreader.store.tokens import expression

_MOST_WORDS = 64
_PART = re.compile(r'(?:(?P<key>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]*))')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_TIMES = re.compile(r"(>=|>|)(\d{1,6})")
_STATES = ("unread", "starred", "op")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to each other; the last may go on with `prefix`."""

    words: str
    prefix: bool = False

    @property
    def expression(self) -> str:
        """The term in FTS5's language."""
        return expression(self.words, prefix=self.prefix)


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that must be so of a hit. `before` is the first day that is too late, `quoted` the fewest times."""

    terms: tuple[Term, ...] = ()
    authors: tuple[Term, ...] = ()
    threads: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None
    states: frozenset[str] = field(default_factory=frozenset)
    quoted: int = 0

    @property
    def match(self) -> str:
        """The words and authors in FTS5's language, "" where there are none."""
        columns = (("words", self.terms), ("writer", self.authors))
        return " AND ".join(f"{name} : {term.expression}" for name, terms in columns for term in terms)

    @property
    def narrows_threads(self) -> bool:
        """Whether only some threads can hold hits."""
        return bool(self.threads or self.sites or self.states & {"unread", "starred"})

    @property
    def of_replies(self) -> bool:
        """Whether it asks for something that only replies have."""
        return bool(self.states or self.quoted)


def parse_query(text: str) -> Query:
    """The query that was typed. Raises SearchError, which names what is not understood."""
    query = Query()
    for key, term in _parts(clean_line(text)):
        query = _ADD[key](query, term) if key else replace(query, terms=(*query.terms, term))
    if query == Query():
        raise SearchError(text or "search", "there is no word in it", "type words to search for")
    if len(query.terms) + len(query.authors) > _MOST_WORDS:
        raise SearchError(text[:20] + "…", f"has more than {_MOST_WORDS} words", "search for fewer")
    return query


def _parts(text: str) -> Iterator[tuple[str, Term]]:
    for part in _PART.finditer(text):
        key, words = part["key"], part["phrase"] if part["word"] is None else part["word"]
        if key and key.lower() not in _ADD:
            near = difflib.get_close_matches(key.lower(), _ADD, n=1, cutoff=0.75)
            if near:
                raise SearchError(key, "there is no such condition", f"did you mean {near[0]}:?")
            key, words = None, f"{key}:{words}"
        term = Term(words.removesuffix("*"), prefix=words.endswith("*"))
        if key:
            if not words.strip():
                raise SearchError(key, "nothing stands behind it", f"for example {_EXAMPLES[key.lower()]}")
            yield key.lower(), term
        elif term.expression:
            yield "", term


def _author(query: Query, term: Term) -> Query:
    if not term.expression:
        raise SearchError(f"author:{term.words}", "there is no name in it", f"for example {_EXAMPLES['author']}")
    return replace(query, authors=(*query.authors, term))


def _thread(query: Query, term: Term) -> Query:
    return replace(query, threads=(*query.threads, term.words))


def _site(query: Query, term: Term) -> Query:
    return replace(query, sites=(*query.sites, term.words))


def _before(query: Query, term: Term) -> Query:
    return replace(query, before=_day("before", term.words)[0])


def _after(query: Query, term: Term) -> Query:
    return replace(query, after=_day("after", term.words)[1])


def _is(query: Query, term: Term) -> Query:
    state = term.words.lower()
    if state not in _STATES:
        raise SearchError(f"is:{term.words}", "there is no such condition", f"there are {', '.join(_STATES)}")
    return replace(query, states=query.states | {state})


def _quoted(query: Query, term: Term) -> Query:
    found = _TIMES.fullmatch(term.words)
    if not found:
        raise SearchError(f"quoted:{term.words}", "is no number", f"for example {_EXAMPLES['quoted']}")
    return replace(query, quoted=int(found[2]) + (found[1] == ">"))


def _day(key: str, words: str) -> tuple[date, date]:
    """The first day of what is named, a year, a month or a day, and the first day behind it."""
    found = _DATE.fullmatch(words)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first + timedelta(1)
        in_last_month = month in {0, 12}
        return first, date(year + in_last_month, 1 if in_last_month else month + 1, 1)
    except (ValueError, OverflowError):
        raise SearchError(f"{key}:{words}", "is no date", f"for example {_EXAMPLES[key]}") from None


_ADD: dict[str, Callable[[Query, Term], Query]] = {
    "author": _author,
    "thread": _thread,
    "site": _site,
    "before": _before,
    "after": _after,
    "is": _is,
    "quoted": _quoted,
}
_EXAMPLES = {
    "author": 'author:carol or author:"Carol Lee"',
    "thread": "thread:3 or thread:limits",
    "site": "site:example.org",
    "before": "before:2012-03 or before:2012-03-09",
    "after": "after:2011",
    "is": "is:unread",
    "quoted": "quoted:>2",
}
