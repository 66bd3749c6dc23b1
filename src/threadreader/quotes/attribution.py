"""Attributions of quotations: "Ann wrote:", "@ann said", "Originally posted by Ann", "Ann: …", a mail's header."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from threadreader.lexicon import alternatives
from threadreader.quotes.words import fold_words

AuthorKey = str  # an author's folded name, as `author_key` gives it

_SPEECH_VERBS = alternatives("reporting_verbs_with_quotation", "reporting_verbs")
_COLONS = ":\uff1a"
_SPEECH_VERB = re.compile(
    rf"\b(?:{_SPEECH_VERBS})\b|{alternatives('reporting_verbs_cjk')}|[<(]\S+@[^\s>)]+[>)](?=\s*[{_COLONS}]$)",
    re.IGNORECASE,
)
# A verb of saying, or the address that a mail program ends its line with where it has no verb.

_HEADLINE = re.compile(rf"(?:{alternatives('quotation_of')})\b", re.IGNORECASE)
_MENTION = re.compile(rf"@[^\s:@]+(?:\s[^\s:@]+)?(?:\s(?:{_SPEECH_VERBS}))?[:,]?", re.IGNORECASE)
_MAIL_RULE = re.compile(r"[-_*\s]{2,}(?:\w[\w' ]{4,40}[-_*\s]{2,})?\s*")
_MAIL_FROM = re.compile(rf"(?:{alternatives('mail_from')})\s?:\s*(?P<who>\S[^\n]*)", re.IGNORECASE)
_MAIL_FIELD = re.compile(r"[^\W\d][\w -]{1,20}\s?:\s*\S")
_SPEAKER = re.compile(
    rf"(?P<attribution>@?[^\s:“”\"][^\n:“”\"]{{0,40}}?(?:\s(?:{_SPEECH_VERBS}))?):\s+(?=\S)", re.IGNORECASE
)
_REPORTING_VERBS = alternatives("reporting_verbs_in_sentence")
_LEAD_IN = re.compile(
    rf"(?:(?P<who>(?:\S+\s+){{1,4}})(?:{_SPEECH_VERBS}|{_REPORTING_VERBS})(?:\s+that)?|(?P<mention>@\S+)"
    r"|(?P<whose>(?:\S+\s+){0,2}\S+?)(?:['\u2019]s|(?=\s*:)))\s*[,:]?\s*$",
    re.IGNORECASE,
)
_MAX_LINE_CHARS = 200  # names, a full date and an address; a paragraph that ends with a colon is longer
_MAX_NAME_WORDS = 4  # of the beginning of a name; few have more, and nobody is called by more
_MIN_NAME_CHARS = 3  # held by `attributed`; names of two letters are words too
_MAX_CHARS_AFTER_VERB = 60  # as in "Ann wrote on 3 March 2012 at 14:02 in reply to Bob:"
_MAX_MAIL_FIELDS = 12  # lines with the rule above; Outlook writes six fields
_MIN_MAIL_FIELDS = 2  # "From: …" alone may begin a sentence


class Names(Struct, frozen=True, dict=True):
    """The authors on a page, by each beginning of their names."""

    authors: Iterable[str]

    @cached_property
    def _authors_by_name(self) -> dict[tuple[str, ...], set[AuthorKey]]:
        authors_by_name: defaultdict[tuple[str, ...], set[AuthorKey]] = defaultdict(set)
        for name in set(self.authors):
            words = fold_words(name)
            for length in range(1, min(len(words), _MAX_NAME_WORDS) + 1):
                authors_by_name[tuple(words[:length])].add(author_key(name))
        return dict(authors_by_name)

    def find(self, words: list[str]) -> frozenset[AuthorKey]:
        """The authors of the longest name in a phrase; empty where it holds none."""
        for length in range(min(_MAX_NAME_WORDS, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name = tuple(words[start : start + length])
                if len("".join(name)) >= _MIN_NAME_CHARS and name in self._authors_by_name:
                    return frozenset(self._authors_by_name[name])
        return frozenset()

    def is_name(self, phrase: str) -> bool:
        """True if a phrase is a name and nothing else."""
        return tuple(fold_words(phrase)) in self._authors_by_name


def author_key(name: str) -> AuthorKey:
    """The folded name, equal for two spellings of it."""
    return " ".join(fold_words(name))


def read_attribution(text: str) -> tuple[str, int] | None:
    """The attribution at the head of a text and the offset of the text after it; None where there is none."""
    line = text[:_MAX_LINE_CHARS].partition("\n")[0]
    if len(line) < _MAX_LINE_CHARS and _is_attribution(line.strip()):
        rest = text[len(line) :]
        return line.strip().rstrip(f"{_COLONS}, "), len(line) + len(rest) - len(rest.lstrip())
    return _read_mail_header(text) if ":" in line or line[:1] in "-_*" else None


def _is_attribution(line: str) -> bool:
    if line.endswith(tuple(_COLONS)) and (verb := _SPEECH_VERB.search(line)):
        return len(line) - verb.end() <= _MAX_CHARS_AFTER_VERB
    return _HEADLINE.match(line) is not None or (line.startswith("@") and _MENTION.fullmatch(line) is not None)


def _read_mail_header(text: str) -> tuple[str, int] | None:
    """The sender in the header (From, Sent, To, Subject) that a mail program puts before a quotation, and its end."""
    lines = text.split("\n", _MAX_MAIL_FIELDS)
    ruled = len(lines) > 1 and _MAIL_RULE.fullmatch(lines[0]) is not None
    sender = _MAIL_FROM.fullmatch(lines[ruled].strip())
    fields = ruled + 1
    while sender and fields < len(lines) and _MAIL_FIELD.match(lines[fields].strip()):
        fields += 1
    if not sender or fields - ruled < _MIN_MAIL_FIELDS:
        return None
    begin = sum(len(line) + 1 for line in lines[:fields])
    rest = text[begin:]
    return sender["who"], min(len(text), begin + len(rest) - len(rest.lstrip()))


def read_speaker(text: str, names: Names) -> tuple[str, int] | None:
    """An author's name and a colon at the head of a text ("Ann: Yes, and …"), and the offset of the text after them."""
    match = _SPEAKER.match(text)
    if not match:
        return None
    name = re.sub(rf"\s(?:{_SPEECH_VERBS})$", "", match["attribution"], flags=re.IGNORECASE)
    return (match["attribution"], match.end()) if names.is_name(name) else None


def read_lead(text: str) -> str | None:
    """The phrase before a quotation mark that may name an author: `as Ann said, “…”`, `Ann's “…”`, `Ann: “…”`."""
    match = _LEAD_IN.search(text[-100:])
    return (match["who"] or match["mention"] or match["whose"]).strip() if match else None
