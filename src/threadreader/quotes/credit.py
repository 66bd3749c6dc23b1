"""Who is named as the one quoted: "Ann wrote:", "@ann said", "Originally posted by Ann", "Ann: …"."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from threadreader.quotes.fold import fold_words

AuthorKey = str
"""An author's folded name."""

_VERBS = (
    "wrote|writes|said|says|posted|commented|asked|replied|argued|schrieb|schreibt|sagte|sagt|meinte|"
    "a écrit|écrit|a dit|dit|escribió|escribe|dijo|dice|ha scritto|scrive|disse|escreveu|schreef|skrev|"
    "написал|написала|пишет|napisał|napisała|pisze"
)
_CREDIT = re.compile(
    rf"(?P<credit>[^\n]{{0,120}}?\b(?:{_VERBS})\b[^\n:]{{0,40}}:"
    r"|(?:Originally posted by|Quote from|Quoting|Zitat von|Citation de)\b[^\n:]{1,60}:?)\s*(?:\n|$)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(rf"(?P<credit>@?[^\s:“”\"][^\n:“”\"]{{0,40}}?(?:\s(?:{_VERBS}))?):\s+(?=\S)", re.IGNORECASE)
_BEFORE_RUN = re.compile(rf"(?P<who>(?:\S+\s+){{1,4}})(?:{_VERBS})(?:\s+that)?\s*[,:]?\s*$", re.IGNORECASE)
_LONGEST_NAME = 4
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class Names:
    """Everybody who wrote something on the page, by each way they may be called."""

    authors: Iterable[str]

    @cached_property
    def _called(self) -> dict[tuple[str, ...], set[AuthorKey]]:
        called: defaultdict[tuple[str, ...], set[AuthorKey]] = defaultdict(set)
        for name in set(self.authors):
            words = fold_words(name)
            for length in range(1, min(len(words), _LONGEST_NAME) + 1):
                called[tuple(words[:length])].add(author_key(name))
        return dict(called)

    def find(self, words: list[str]) -> frozenset[AuthorKey]:
        """Whom a phrase names: the longest name in it, nobody where the phrase could mean many."""
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name = tuple(words[start : start + length])
                if len("".join(name)) >= _SHORTEST_NAME and name in self._called:
                    return frozenset(self._called[name])
        return frozenset()

    def is_name(self, phrase: str) -> bool:
        """Whether a phrase is a name and nothing else."""
        return tuple(fold_words(phrase)) in self._called


def author_key(name: str) -> AuthorKey:
    """What two spellings of a name have in common."""
    return " ".join(fold_words(name))


def read_credit(text: str) -> tuple[str, int] | None:
    """The line at the head of a text that says who is quoted, and where the words after it begin."""
    found = _CREDIT.match(text)
    return (found["credit"].rstrip(": "), found.end()) if found else None


def read_speaker(text: str, names: Names) -> tuple[str, int] | None:
    """A name of somebody on the page and a colon before the words: "Ann: Yes, and …", and where the words begin."""
    found = _SPEAKER.match(text)
    if not found:
        return None
    who = re.sub(rf"\s(?:{_VERBS})$", "", found["credit"], flags=re.IGNORECASE)
    return (found["credit"], found.end()) if names.is_name(who) else None


def read_lead(text: str) -> str | None:
    """The words before a quotation mark that name whom it quotes: `as Ann said, “…”`."""
    found = _BEFORE_RUN.search(text[-100:])
    return found["who"].strip() if found else None
