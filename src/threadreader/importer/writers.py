"""The names in a line that says who wrote an article, without all that such lines have beside names."""

import re
from collections.abc import Iterator

_VERBS = (
    "posted|written|published|submitted|reported|words|story|text|geschrieben|verfasst|veröffentlicht|publié|écrit"
    "|escrito|publicado|scritto|pubblicato|geschreven|geplaatst|napisane|napisał[ay]?|опубликовал[аи]?|skrivet|skrevet"
)
_AUTHOR = (
    "auth?or(?:in)?|auteure?|autora|autore|autrice|schrijver|forfatter|författare|kirjoittaja|penulis|tác giả|автор"
    "|συντάκτης|yazar"
)
_BY = "by|par|por|door|przez|oleh|от|από"
_OF = "von|de|di|da|af|av"
"""What also stands within names, before a single word."""

_LEAD = re.compile(
    rf"^(?:(?:{_VERBS})\s+)?(?:(?:{_BY})\s*:?|(?:{_OF})\s*:?(?=\s+\S+\s+\S)|(?:{_AUTHOR})\s*(?::|(?={_OF})))\s+",
    re.IGNORECASE,
)
_EAST = (
    r"(?:文|撰文|作者|记者|記者|编辑|編輯|投稿者|執筆者?|著者|글쓴이|작성자|글)\s*[:\uff1a/\uff0f|\uff5c]\s*"
    r"|(?:記者|记者)(?=\w)"
)
_LEAD_EAST = re.compile(rf"^(?:{_EAST})")
_BEHIND_EAST = re.compile(r"\s*(?:[/\uff0f].{1,12}(?:報導|报道|報道)|\s(?:기자|記者|记者))$")
_AND = re.compile(
    r"\s*(?:\s(?:and|und|et|y|e|en|och|og|ja|i|a|и|та|ve|și|és|with)\s|[&\u3001;])\s*|\s*,\s*(?:and\s+)?", re.IGNORECASE
)
_CUT = re.compile(r"\s*(?:[|\u00b7\u2022@(<\[]|\s[-\u2013\u2014/]\s).*")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|contributor|columnist|journalist|staff|chief|senior|manager|director"
    r"|professor|phd|redakt\w*|korrespondent\w*|rédact\w*|redactor\w*|redattor\w*|corresponsal|correspondent|dziennikarz"
    r"|редактор|корреспондент|журналист)",
    re.IGNORECASE,
)
_SMALL = frozenset(
    ("von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "el", "al", "bin", "ter")
)
_LONGEST, _MOST_WORDS = 60, 5
_LONGEST_EAST = 12


def is_led(line: str) -> bool:
    """Whether a line begins with what stands before the name of a writer."""
    return (_LEAD.match(line) or _LEAD_EAST.match(line)) is not None


def names_in(line: str) -> list[str]:
    """The names of the writers that a line gives: without "by", what they are, and where else they write."""
    bare = _LEAD_EAST.sub("", _LEAD.sub("", line.strip()))
    bare = _CUT.sub("", _BEHIND_EAST.sub("", bare)).strip()
    parts = [part for part in _AND.split(bare) if part]
    people = list(_people(parts))
    # A single word beside others is a part of a name, as in "Archer, Ann" and "Ann and Bob's garden".
    if len(parts) > 1 and all(" " in person or not person.isascii() for person in people) and people:
        return people
    return [bare] if bare else []


def looks_like_names(names: list[str]) -> bool:
    """Whether what a line gives are names, by how they are written."""
    return bool(names) and all(map(_is_name, names))


def _people(parts: list[str]) -> Iterator[str]:
    """The parts before the first that says what somebody is."""
    for part in parts:
        if _ROLE.search(part):
            return
        yield part


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or any(map(str.isdigit, name)):
        return False
    if not any(letter.islower() or letter.isupper() for letter in name):
        return len(name) <= _LONGEST_EAST
    return all(word[0].isupper() or word in _SMALL for word in words) and not name.endswith((".", ":", "!", "?"))
