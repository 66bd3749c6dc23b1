"""The query language: what is typed to search the library or a thread, or to filter either; orders of a list.

::

    registry "base rate" forecast* author:carol OR author:ann -draft after:2012-03 is:unread quoted:>2 replies:<50

All parts must hold; `OR` binds the two beside it, and `-` excludes what follows.
"""

import enum
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import inf
from typing import NamedTuple, Protocol, assert_never

from msgspec import Struct

from threadreader.errors import SearchError
from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.text import clean_line

_MAX_CONDITIONS = 64  # nobody types as many; each makes SQLite's expression deeper
_PART = re.compile(r'(?P<minus>-)?(?:(?P<key>[^\W\d_]{2,}):(?![:/]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]*))')
_TOKEN = re.compile(r"[^\W_]")
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")
_FIGURE = re.compile(r"(>=|<=|>|<|=|)(-?\d{1,9})")

REPLY_STATES = ("unread", "read", "starred", "noted", "op", "new", "edited", "gone")
"""The values of `is:` that a reply can have."""

PARTIAL = "partial"
"""The value of `is:` of a thread that has fewer comments than its page states."""

_STATES_BY_TAG = {"queued": QUEUE, "archived": DONE, "done": DONE}


class Words(Struct, frozen=True):
    """A word or phrase of the text; with `prefix`, its last word may go on."""

    text: str
    prefix: bool = False


class AuthorName(Struct, frozen=True):
    """A part of an author's name."""

    text: str
    prefix: bool = False


class InThread(Struct, frozen=True):
    """The number of a thread, or a part of its title."""

    text: str


class OnSite(Struct, frozen=True):
    """A part of the name of a site, or of the address of a page."""

    text: str


class Tagged(Struct, frozen=True):
    """A tag of a thread."""

    name: str


class Written(Struct, frozen=True):
    """A time of writing: the first day, and the day after the last."""

    first: date | None = None
    end: date | None = None

    def has(self, iso: str | None) -> bool:
        """True if a time in ISO 8601 is in it."""
        if not iso:
            return False
        is_after = self.first is None or iso[:10] >= self.first.isoformat()
        return is_after and (self.end is None or iso[:10] < self.end.isoformat())


class HasState(Struct, frozen=True):
    """One of the states."""

    name: str


class Noted(Struct, frozen=True):
    """A part of a note of the reader."""

    text: str

    def has(self, notes: Iterable[str]) -> bool:
        """True if it is in one of the notes."""
        return any(self.text in note.casefold() for note in notes)


class Figure(Struct, frozen=True):
    """The least and the most of a figure, which is one of `FIGURES`."""

    name: str
    least: float = -inf
    most: float = inf

    def has(self, figure: int | None) -> bool:
        """True if a figure is in it, which is None where it is not known."""
        return figure is not None and self.least <= figure <= self.most


Test = Words | AuthorName | InThread | OnSite | Tagged | Written | HasState | Noted | Figure


class Facts(Protocol):
    """What queries ask about: of a reply or an article, or of a thread as a list shows it."""

    @property
    def number(self) -> str:
        """The number of the thread, "" where none is asked for."""

    @property
    def title(self) -> str:
        """The title of the thread."""

    @property
    def origin(self) -> str:
        """The site of the thread, and its address."""

    @property
    def written(self) -> str | None:
        """When it was written, in ISO 8601."""

    @property
    def notes(self) -> Iterable[str]:
        """The reader's notes on it."""

    def has_words(self, words: Words) -> bool:
        """True if the words are in it."""

    def has_author(self, name: AuthorName) -> bool:
        """True if an author has the name."""

    def has_tag(self, name: str) -> bool:
        """True if the thread has a tag."""

    def has_state(self, name: str) -> bool:
        """True if it has one of the states."""

    def figure(self, name: str) -> int | None:
        """One of `FIGURES`, None where it is not known; a list has those of the reply of a thread with the most."""


class Condition(Struct, frozen=True):
    """A test, or that it does not hold."""

    test: Test
    excluded: bool = False


class Query(Struct, frozen=True):
    """Clauses that all hold for a match; of the conditions of each, one holds."""

    clauses: tuple[tuple[Condition, ...], ...] = ()

    @property
    def words(self) -> tuple[Words, ...]:
        """The words and phrases that a match may have."""
        return tuple(
            condition.test
            for clause in self.clauses
            for condition in clause
            if isinstance(condition.test, Words) and not condition.excluded
        )

    def asks_for(self, test: Test) -> bool:
        """True if a match may have to pass a test."""
        return any(each.test == test for clause in self.clauses for each in clause)

    def matches(self, facts: Facts) -> bool:
        """True if something with these facts matches."""
        return all(any(_holds(each.test, facts) != each.excluded for each in clause) for clause in self.clauses)


def _holds(test: Test, facts: Facts) -> bool:  # noqa: PLR0911 - one return a kind
    match test:
        case Words():
            return facts.has_words(test)
        case AuthorName():
            return facts.has_author(test)
        case InThread(text):
            return text == facts.number or text.casefold() in facts.title.casefold()
        case OnSite(text):
            return text.casefold() in facts.origin.casefold()
        case Tagged(name):
            return facts.has_tag(name)
        case Written():
            return test.has(facts.written)
        case HasState(name):
            return facts.has_state(name)
        case Noted():
            return test.has(facts.notes)
        case Figure(name):
            return test.has(facts.figure(name))
        case _ as unreachable:
            assert_never(unreachable)


def parse_query(text: str) -> Query:
    """Parse a typed query. Raises SearchError, which names what is not understood."""
    clauses: list[tuple[Condition, ...]] = []
    joins = False
    for condition in _conditions(clean_line(text)):
        if condition is None:
            joins = bool(clauses)
        elif joins:
            clauses[-1] += (condition,)
            joins = False
        else:
            clauses.append((condition,))
    if not clauses:
        raise SearchError(text or "search", "no word", "type a word to search for")
    if sum(map(len, clauses)) > _MAX_CONDITIONS:
        raise SearchError(text[:20] + "…", f"has more than {_MAX_CONDITIONS} words", "search for fewer")
    return Query(tuple(clauses))


def _conditions(text: str) -> Iterator[Condition | None]:
    """The conditions of a query, None for `OR`."""
    for part in _PART.finditer(text):
        key, value = part["key"], part["phrase"] if part["word"] is None else part["word"]
        if part[0] == "OR":
            yield None
        elif key:
            yield Condition(_test(key, value), bool(part["minus"]))
        elif _TOKEN.search(value):
            yield Condition(Words(value.removesuffix("*"), value.endswith("*")), bool(part["minus"]))


def _test(key: str, value: str) -> Test:
    field = key.lower()
    if field not in _FIELDS:
        import difflib

        similar = difflib.get_close_matches(field, _FIELDS, n=1)
        fields = f"did you mean {similar[0]}:?" if similar else f"use {', '.join(f'{each}:' for each in FIELDS)}"
        raise SearchError(key, "unknown field", fields)
    parse, example = _FIELDS[field]
    if not value.strip():
        raise SearchError(key, f"for example {example}")
    try:
        return parse(field, value)
    except ValueError as problem:
        raise SearchError(f"{field}:{value}", str(problem), f"for example {example}") from None


def _author(_: str, value: str) -> Test:
    if not _TOKEN.search(value):
        raise ValueError("no name")
    return AuthorName(value.removesuffix("*"), value.endswith("*"))


def _state(key: str, value: str) -> Test:
    state = value.lower()
    if state in _STATES_BY_TAG:
        return Tagged(_STATES_BY_TAG[state])
    if state not in {*REPLY_STATES, PARTIAL}:
        known = ", ".join((*REPLY_STATES, *_STATES_BY_TAG, PARTIAL))
        raise SearchError(f"{key}:{value}", "unknown state", f"use {known}")
    return HasState(state)


def _figure(key: str, value: str) -> Test:
    match = _FIGURE.fullmatch(value)
    if not match:
        raise ValueError("is not a number")
    sign, figure = match[1], int(match[2])
    least = -inf if sign.startswith("<") else figure + (sign == ">")
    most = inf if sign.startswith(">") else figure - (sign == "<")
    return Figure(key, least, most)


def _period(value: str) -> tuple[date, date]:
    """The first day of a year, a month or a day, and the first day after it."""
    match = _DATE.fullmatch(value)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first + timedelta(1)
        in_last_month = month in {0, 12}
        return first, date(year + in_last_month, 1 if in_last_month else month + 1, 1)
    except (ValueError, OverflowError):
        raise ValueError("is not a date") from None


_FIELDS: dict[str, tuple[Callable[[str, str], Test], str]] = {
    "author": (_author, 'author:carol or author:"Carol Lee"'),
    "thread": (lambda _, value: InThread(value), "thread:3 or thread:limits"),
    "site": (lambda _, value: OnSite(value), "site:example.org"),
    "tag": (lambda _, value: Tagged(value.lower()), "tag:cooking"),
    "date": (lambda _, value: Written(*_period(value)), "date:2012 or date:2012-03"),
    "after": (lambda _, value: Written(first=_period(value)[0]), "after:2011"),
    "before": (lambda _, value: Written(end=_period(value)[1]), "before:2012-03 or before:2012-03-09"),
    "is": (_state, "is:unread"),
    "note": (lambda _, value: Noted(value.removesuffix("*").casefold()), 'note:later or note:"read again"'),
    "quoted": (_figure, "quoted:>2"),
    "votes": (_figure, "votes:>100"),
    "replies": (_figure, "replies:>20"),
    "minutes": (_figure, "minutes:<5"),
}
FIELDS = tuple(_FIELDS)
"""The names of the fields."""

FIGURES = tuple(name for name, (parse, _) in _FIELDS.items() if parse is _figure)
"""The numbers that can be asked for: of a reply how many quote it, and its votes; of a thread its replies, and the
minutes that reading it takes."""


class Order(enum.StrEnum):
    """Sort order of the list."""

    UNREAD = "unread first"
    IMPORTED = "last added first"
    READ = "last read"
    TITLE = "title"
    SITE = "site"
    AUTHOR = "author"
    DATE = "latest date"
    REPLIES = "most replies"
    MINUTES = "shortest"


ALL, EVERY = Query(), Group()


class Wanted(Struct, frozen=True):
    """The threads that match a query and are of a group; words are looked for in their titles, sites and authors."""

    query: Query = ALL
    group: Group = EVERY
    with_done: bool = False


class EntryCounts(NamedTuple):
    """The number of all threads, of those that are done, and of those with something unread that are not done."""

    all: int = 0
    done: int = 0
    unread: int = 0


class Entries(Protocol):
    """The entries of a library, of which only those are loaded that are asked for. What reads may raise StoreError."""

    def numbers(
        self,
        order: Order | None,
        wanted: Wanted,
        limit: int | None = None,
        *,
        among: Collection[int] | None = None,
    ) -> list[int]:
        """The numbers of so many wanted threads in an order, by number without one; of some alone where there are."""

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        """The entries of those of some threads that are stored."""

    def counts(self) -> EntryCounts:
        """The numbers of threads."""

    def count_groups(self) -> Counter[Group]:
        """The number of threads of each site and tag, without those that are done but under that tag."""

    def tags(self) -> Sequence[str]:
        """The tags of all threads, the most used first."""

    def changed(self, since: int | None) -> tuple[Sequence[int], int]:
        """The threads that changed since a moment, none without one, and the moment that it is now."""


def date_of(entry: Entry) -> str | None:
    """The day of a thread in ISO 8601: of its article, else of its first comment; None where neither is known."""
    iso = entry.summary and (entry.summary.published or entry.summary.first)
    return iso[:10] if iso else None


def authors_of(entry: Entry) -> str:
    """The authors of the article."""
    return ", ".join(entry.summary.authors) if entry.summary else ""
