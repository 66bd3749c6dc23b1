"""The name in a text that names a writer, decided for a whole column: all that one kind of element says on a page.

"Ann says:" is Ann where most of the column say something behind a name, and "Candice" and "Dawn | Kitchen" are names
where most stand alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from urllib.parse import unquote

from msgspec.structs import replace

from threadreader.importer.dates.find import find_time
from threadreader.importer.dates.locale import ENGLISH, load_names
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.lexicon import BYLINE_LEAD, BYLINE_TRAIL, NAME_LABEL, UNVERIFIED
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind

MARKS = " ,:·|\uff5c\u2013\u2014•-\xa0"
"""Signs that separate a name from what stands beside it."""

_ENDS = compile_lazily(rf"^(?:[{MARKS[:-2]}\xa0]|-(?!\S))+|(?:[{MARKS[:-2]}\xa0]|(?<!\S)-)+$")
"""Such signs at the ends of a text; a hyphen that stands at a word may be the writer's: "-_-"."""

_SHORTEST_TIME = 6
"""No time with a day is written in fewer characters."""

_LONGEST = 60  # characters of a name in an address (judgement)
_SEVERAL = 3  # names: with fewer different ones no common word is told from chance (judgement)
_HALF = 0.5  # share that is most of the texts: a cut that few need is a part of their names (tested)
_SHARED = 0.6
"""The share of a column that has a word in common where this is the site's."""

_LABEL = compile_lazily(rf"^.*?{NAME_LABEL.pattern}|(?<=\S)\s+[^\s:\uff1a]{{2,12}}[:\uff1a](?:\s.*)?$", re.IGNORECASE)
"""The label before a name with what stands before it, as a number or a title does, and the label of what follows."""
_JOINT = compile_lazily(r"\s[|·•\u2014\u2013@»]|\uff5c|\s-\s|,\s*$|\s\($")
_ORDINAL = compile_lazily(
    rf"^(?:#\s?\d{{1,5}}[.:)]?|[\[(]#?\d{{1,5}}(?:\s?(?:{alternatives('floor')}))?[\])]"
    rf"|\d{{1,5}}\s?(?:{alternatives('floor')}|[.)#:\uff1a]))\s*(?=[^\s\d.,:])|^\d{{1,5}}\s?(?:{alternatives('floor')})\s+(?=\d)"
)
"""The number of a comment before the name of who wrote it: "#12 Ann", "12. Ann", "[12] Ann"."""

_USER = compile_lazily(r"^/?u/(?=\w)")
"""Mark of some sites before the names of their users."""

_COUNT = compile_lazily(
    r"(?<=\S)\s*(?:\(\s*\d[\d.,\xa0]*\s*\)|\[\d[\d.,\xa0]*\])$"
    r"|(?<=[^\W\d])[.!]?\s+\d{1,3}(?:[.,\xa0]?\d{3})*$"
)
"""The number of somebody's comments or points, behind the name."""


_DONE = compile_lazily(rf"(?:{alternatives('actions_in_past')})", re.IGNORECASE)
"""What is left of a line with a time that names nobody."""


class Column:
    """All that stands around the names in the texts of one column; each cut is made in all or in none.

    `names` may be several for one text, of which the first that can be a name is.
    """

    def __init__(self, texts: Iterable[str], language: str | None = None) -> None:
        self._texts = [bare for text in dict.fromkeys(texts) if (bare := _bare(text))]
        self._language = language
        self._known: dict[str, Sequence[str]] = {}

    def names(self, text: str) -> Sequence[str]:
        """The name in a text, and what stands behind it in the same line where that may be the name instead."""
        # The same people write again and again.
        known = self._known.get(text)
        if known is None:
            pieces = [_bare(text)]
            for cut in self._cuts:
                pieces = [piece for each in pieces for piece in cut(each)]
            known = self._known[text] = pieces[:_SEVERAL] or [""]
        return known

    def own(self, name: str) -> str:
        """A name without the words that most of the column begin or end with; empty where it has no others."""
        return without_words(name, self._shared)

    @cached_property
    def _cuts(self) -> Sequence[Callable[[str], Sequence[str]]]:
        """The cuts that change most of the different texts, in the order in which they are made.

        What tells names apart is a part of them but for the numbers of the comments: one writer may have all.
        """
        texts = [*dict.fromkeys(self._texts)]
        made: list[Callable[[str], Sequence[str]]] = []
        for _ in range(_SEVERAL):
            before = len(made)
            for cut in (self._without_time, *_CUTS):
                left = [cut(text)[0] for text in texts]
                changed = sum(one != other for one, other in zip(texts, left, strict=True))
                is_telling = len(set(left)) > 1 or len(texts) == 1 or cut is _without_number
                if changed > _HALF * len(texts) and is_telling:
                    made.append(cut)
                    texts = [name for name in left if not _DONE.fullmatch(name)] or left
            if len(made) == before:
                break
        return made

    def _without_time(self, text: str) -> Sequence[str]:
        time = find_time(text) if len(text) >= _SHORTEST_TIME else None
        if not time:
            return [text]
        before, _, after = text.partition(time)
        name = _ENDS.sub("", before) or _ENDS.sub("", after)
        return [without_days(name, self._language) or text]

    @cached_property
    def _shared(self) -> frozenset[str]:
        return shared_words({self.names(text)[0] for text in self._texts})


def shared_words(names: Collection[str]) -> frozenset[str]:
    """The words that most of several different names have: those are the site's."""
    if len(names) < _SEVERAL:
        return frozenset()
    counts = Counter(word for name in names for word in set(name.split()))
    return frozenset(word for word, count in counts.items() if count > _SHARED * len(names))


def without_words(name: str, words: Collection[str]) -> str:
    """A name without some words at its beginning and its end; empty where it has no others."""
    parts = name.split()
    while parts and parts[0] in words:
        parts.pop(0)
    while parts and parts[-1] in words:
        parts.pop()
    return " ".join(parts)


_IN_ADDRESS = compile_lazily(
    rf"/(?:{alternatives('profile_paths')})/(?:\d+[/-])?(?=[^/?#]*[^\W\d_])([^/?#.=]{{2,{_LONGEST}}})/?$", re.IGNORECASE
)


def name_in_address(address: str | None) -> str | None:
    """The name in the address of somebody's profile: "/user/NAME/"."""
    found = _IN_ADDRESS.search(address) if address else None
    return unquote(found[1]) if found else None


def without_days(text: str, language: str | None) -> str:
    """A text without days of the week, which are left of a line that said when, and are nobody's names."""
    own = load_names(language)
    days = ENGLISH.weekdays | (own.weekdays if own else frozenset())
    return _ENDS.sub("", " ".join(word for word in text.split() if word.strip(",.").casefold() not in days))


def clean_names(draft: Draft, language: str | None) -> Draft:
    """The draft, with names that are cut as those of one column: links to the page from other sites are in none.

    Where no text names anybody, the addresses of the writers' profiles do. `language` is the page's.
    """
    column = Column((each.author for each in draft.comments if each.author and each.kind is Kind.COMMENT), language)
    comments = [_clean(comment, column) for comment in draft.comments]
    if not any(comment.author for comment in comments):
        comments = [replace(comment, author=name_in_address(comment.author_url)) for comment in comments]
    return replace(draft, comments=comments)


def _clean(comment: CommentDraft, column: Column) -> CommentDraft:
    if not comment.author:
        return comment
    if comment.kind is not Kind.COMMENT:
        # A title may hold any other time.
        name = _ENDS.sub("", comment.author.partition(comment.when_text or "\0")[0])
    else:
        name = column.names(comment.author)[0]
    return replace(comment, author=name) if name and name != comment.author else comment


_KNOWN = 4_096
"""Texts whose cuts are kept: a page has each name in several columns, and one column says it again and again."""


@lru_cache(maxsize=_KNOWN)
def _bare(text: str) -> str:
    return UNVERIFIED.sub("", _ENDS.sub("", " ".join(text.split())))


def _cutting(pattern: re.Pattern[str]) -> Callable[[str], Sequence[str]]:
    return lru_cache(maxsize=_KNOWN)(lambda text: (_bare(pattern.sub("", text)) or text,))


_without_number = _cutting(_ORDINAL)


@lru_cache(maxsize=_KNOWN)
def _split(text: str) -> Sequence[str]:
    return tuple(_ENDS.sub("", piece) for piece in _JOINT.split(text))


_CUTS: Sequence[Callable[[str], Sequence[str]]] = (
    _without_number,
    _cutting(_LABEL),
    _cutting(BYLINE_LEAD),
    _cutting(BYLINE_TRAIL),
    _split,
    _cutting(_COUNT),
    _cutting(_USER),
)
