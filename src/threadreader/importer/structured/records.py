"""An article and comments as data for machines says them: no tags, no order that counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """One comment. `parent` is the place of the record that it answers among its page's."""

    text: str
    key: str | None = None
    parent: int | None = None
    author: str | None = None
    author_url: str | None = None
    when: str | None = None
    url: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Structured:
    """What a page says. `body` is the text of the article."""

    title: str | None = None
    body: str | None = None
    authors: tuple[tuple[str, str | None], ...] = ()
    when: str | None = None
    site: str | None = None
    declared_count: int | None = None
    comments: tuple[CommentRecord, ...] = ()
