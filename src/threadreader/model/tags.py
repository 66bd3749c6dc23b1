"""Tags of threads: words of the reader, of which `queue` and `done` mean something to the program."""

from collections.abc import Iterable

from threadreader.model.text import clean_line

QUEUE, DONE = "queue", "done"
"""The tags of a thread that is to be read, and of one that is put away: it leaves the list, not the library."""

_MAX_TAG_CHARS = 40  # a row has room for one; nobody types a longer word


def clean_tag(word: str) -> str:
    """A tag as it is stored, "" if nothing is left: a word in small letters without the signs of a query."""
    plain = clean_line(word).replace('"', "").replace(" ", "-").lower()
    return plain.lstrip("#+-").rstrip("*")[:_MAX_TAG_CHARS]


def parse_tags(typed: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tags to add and those to take away of a typed line: `cooking -later`."""
    words = typed.split()
    added = _cleaned(word for word in words if not word.startswith("-"))
    return added, _cleaned(word for word in words if word.startswith("-"))


def _cleaned(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(clean_tag, words)))
