"""Who is named as the one quoted: "Ann wrote:", "@ann said", "Originally posted by Ann", "Ann: …", a mail's header."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from threadreader.quotes.words import fold_words

AuthorKey = str
"""An author's folded name."""

_VERBS = (
    "wrote|writes|said|says|posted|commented|asked|replied|argued|schrieb|schreibt|sagte|sagt|meinte|"
    "a écrit|écrit|a dit|dit|escribió|escribe|dijo|dice|ha scritto|scrive|disse|escreveu|schreef|skrev|"
    "написал|написала|пишет|napisał|napisała|pisze"
)
_COLONS = ":\uff1a"
_SAID = re.compile(
    rf"\b(?:{_VERBS})\b|写道|寫道|写了|書きました|작성|[<(]\S+@[^\s>)]+[>)](?=\s*[{_COLONS}]$)", re.IGNORECASE
)
"""A verb of saying, or the address that a mail program ends its line with where it has no verb."""

_HEADLINE = re.compile(r"(?:Originally posted by|Quote from|Quoting|Zitat von|Citation de)\b", re.IGNORECASE)
_MENTION = re.compile(rf"@[^\s:@]+(?:\s[^\s:@]+)?(?:\s(?:{_VERBS}))?[:,]?", re.IGNORECASE)
_MAIL_RULE = re.compile(r"[-_*\s]{2,}(?:\w[\w' ]{4,40}[-_*\s]{2,})?\s*")
_MAIL_FROM = re.compile(r"(?:From|Von|De|Da|Van|Från|Fra|Od|От)\s?:\s*(?P<who>\S[^\n]*)", re.IGNORECASE)
_MAIL_FIELD = re.compile(r"[^\W\d][\w -]{1,20}\s?:\s*\S")
_SPEAKER = re.compile(rf"(?P<credit>@?[^\s:“”\"][^\n:“”\"]{{0,40}}?(?:\s(?:{_VERBS}))?):\s+(?=\S)", re.IGNORECASE)
_TELLING = "claims|claimed|states|stated|notes|noted|mentions|mentioned|suggests|suggested|thinks|thought|adds|added"
_BEFORE_RUN = re.compile(
    rf"(?:(?P<who>(?:\S+\s+){{1,4}})(?:{_VERBS}|{_TELLING})(?:\s+that)?|(?P<mention>@\S+)"
    r"|(?P<whose>(?:\S+\s+){0,2}\S+?)(?:['\u2019]s|(?=\s*:)))\s*[,:]?\s*$",
    re.IGNORECASE,
)
_LONGEST_LINE = 200
_LONGEST_NAME = 4
_SHORTEST_NAME = 3
_LONGEST_AFTER_VERB = 60
_MOST_FIELDS = 12
_FEWEST_FIELDS = 2


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
    """The lines at the head of a text that say who is quoted, and where the words after them begin."""
    line = text[:_LONGEST_LINE].partition("\n")[0]
    if len(line) < _LONGEST_LINE and _is_credit(line.strip()):
        rest = text[len(line) :]
        return line.strip().rstrip(f"{_COLONS}, "), len(line) + len(rest) - len(rest.lstrip())
    return _read_mail_header(text) if ":" in line or line[:1] in "-_*" else None


def _is_credit(line: str) -> bool:
    if line.endswith(tuple(_COLONS)) and (said := _SAID.search(line)):
        return len(line) - said.end() <= _LONGEST_AFTER_VERB
    return _HEADLINE.match(line) is not None or (line.startswith("@") and _MENTION.fullmatch(line) is not None)


def _read_mail_header(text: str) -> tuple[str, int] | None:
    """The sender, where a text begins as mail programs begin what they quote: From, Sent, To and Subject in lines."""
    lines = text.split("\n", _MOST_FIELDS)
    ruled = len(lines) > 1 and _MAIL_RULE.fullmatch(lines[0]) is not None
    sender = _MAIL_FROM.fullmatch(lines[ruled].strip())
    fields = ruled + 1
    while sender and fields < len(lines) and _MAIL_FIELD.match(lines[fields].strip()):
        fields += 1
    if not sender or fields - ruled < _FEWEST_FIELDS:
        return None
    begin = sum(len(line) + 1 for line in lines[:fields])
    rest = text[begin:]
    return sender["who"], min(len(text), begin + len(rest) - len(rest.lstrip()))


def read_speaker(text: str, names: Names) -> tuple[str, int] | None:
    """A name of somebody on the page and a colon before the words: "Ann: Yes, and …", and where the words begin."""
    found = _SPEAKER.match(text)
    if not found:
        return None
    who = re.sub(rf"\s(?:{_VERBS})$", "", found["credit"], flags=re.IGNORECASE)
    return (found["credit"], found.end()) if names.is_name(who) else None


def read_lead(text: str) -> str | None:
    """The words before a quotation mark that may name whom it quotes: `as Ann said, “…”`, `Ann's “…”`, `Ann: “…”`."""
    found = _BEFORE_RUN.search(text[-100:])
    return (found["who"] or found["mention"] or found["whose"]).strip() if found else None
