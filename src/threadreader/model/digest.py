"""What a list says of a thread without opening it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two people who answered each other in turn, and how many replies that are."""

    one: str
    other: str
    replies: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A thread in a few words. `published`, `first` and `last` are ISO 8601, the latter two days of the comments.

    `depth` is that of the deepest comment.
    """

    authors: tuple[str, ...] = ()
    published: str | None = None
    depth: int = 0
    first: str | None = None
    last: str | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class MostQuoted:
    """The passage that is quoted most often: words of it as somebody quotes them, and how many times."""

    words: str
    times: int
