"""The JSON form of threads, for the store, the JSON export and its import: types that msgspec checks.

`thread_from_plain(thread_to_plain(t)) == t` for every thread. Keys stand in the order of the JSON export. Blocks and
authors are those of the model, but for the marks of a span, which are names.

Also the names in the mails of an export, by which the importer knows them again.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote, unquote

from msgspec import UNSET, Meta, Struct, UnsetType, convert, to_builtins

from threadreader.model.blocks import MAX_NESTING, Block, BlockQuote, Blocks, ListBlock, Marks, Number
from threadreader.model.text import parse_iso
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Status, Thread

Plain = dict[str, Any]

_TIME = {
    "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2})?)?$",
    "description": "ISO 8601: with an offset, of a clock on a wall, or a day alone",
}

Iso = Annotated[str, Meta(extra_json_schema=_TIME)]


class ArticleForm(Struct, kw_only=True):
    """An article, with the plain text of its blocks."""

    title: str
    authors: tuple[Author, ...]
    published_at: Iso | None
    text: str = ""
    blocks: Blocks
    link: str | UnsetType | None = UNSET

    def article(self) -> Article:
        """The article. Raises ValueError where it can be none."""
        _check_nesting(self.blocks)
        return Article(
            title=self.title,
            body=self.blocks,
            authors=self.authors,
            published_at=parse_iso(self.published_at, self.published_at) if self.published_at else None,
            link=self.link or None,
        )


class CommentForm(Struct, kw_only=True):
    """A comment, with the plain text of its blocks."""

    id: str
    parent_id: str | None
    author: Author | None
    posted_at: Iso | None
    posted_text: str | None
    permalink: str | None
    kind: Kind
    status: Status
    by_op: bool
    score: Number | None
    text: str = ""
    blocks: Blocks

    def comment(self) -> Comment:
        """The comment. Raises ValueError where it can be none."""
        _check_nesting(self.blocks)
        return Comment(
            id=CommentId(self.id),
            parent_id=None if self.parent_id is None else CommentId(self.parent_id),
            author=self.author,
            body=self.blocks,
            posted_at=None if self.posted_text is None else parse_iso(self.posted_text, self.posted_at),
            permalink=self.permalink,
            by_op=self.by_op,
            kind=self.kind,
            status=self.status,
            score=self.score,
        )


def thread_to_plain(thread: Thread) -> Plain:
    """A thread as a dictionary of the article and the comments."""
    return {
        "article": article_to_plain(thread.article),
        "comments": [comment_to_plain(comment) for comment in thread.comments],
    }


def thread_from_plain(plain: Plain) -> Thread:
    """The inverse of `thread_to_plain`; KeyError, TypeError or ValueError where the data is not a thread's."""
    return Thread(article_from_plain(plain["article"]), tuple(map(comment_from_plain, plain["comments"])))


def article_to_plain(article: Article) -> Plain:
    """An article, with its plain text and its blocks."""
    form = ArticleForm(
        title=article.title,
        authors=article.authors,
        published_at=article.published_at.iso if article.published_at else None,
        text=article.text,
        blocks=article.body,
        link=article.link or UNSET,
    )
    return _with_marks(to_builtins(form), _names)  # type: ignore[no-any-return] # it is a record's


def article_from_plain(plain: Plain) -> Article:
    """The inverse of `article_to_plain`."""
    return convert(with_mark_bits(plain), ArticleForm).article()


def comment_to_plain(comment: Comment) -> Plain:
    """A comment, with its plain text and its blocks."""
    posted = comment.posted_at
    form = CommentForm(
        id=comment.id,
        parent_id=comment.parent_id,
        author=comment.author,
        posted_at=posted.iso if posted else None,
        posted_text=posted.text if posted else None,
        permalink=comment.permalink,
        kind=comment.kind,
        status=comment.status,
        by_op=comment.by_op,
        score=comment.score,
        text=comment.text,
        blocks=comment.body,
    )
    return _with_marks(to_builtins(form), _names)  # type: ignore[no-any-return] # it is a record's


def comment_from_plain(plain: Plain) -> Comment:
    """The inverse of `comment_to_plain`."""
    return convert(with_mark_bits(plain), CommentForm).comment()


def with_mark_bits(plain: Any) -> Any:
    """The same with the names of marks as the number that msgspec makes a flag of; KeyError for an unknown name."""
    return _with_marks(plain, _bits)


def _with_marks(plain: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(plain, dict):
        return {
            key: value if isinstance(value, str) else change(value) if key == "marks" else _with_marks(value, change)
            for key, value in plain.items()
        }
    if isinstance(plain, list | tuple):
        return [_with_marks(each, change) for each in plain]
    return plain


@cache
def _names(bits: int) -> Sequence[str]:
    return [mark.name.lower() for mark in Marks(bits) if mark.name]


def _bits(names: Sequence[str]) -> int:
    bits = 0
    for name in names:
        bits |= Marks[name.upper()].value
    return bits


def _check_nesting(blocks: Sequence[Block], depth: int = 0) -> None:
    if depth > MAX_NESTING:
        raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
    for block in blocks:
        if isinstance(block, BlockQuote):
            _check_nesting(block.blocks, depth + 1)
        elif isinstance(block, ListBlock):
            for item in block.items:
                _check_nesting(item, depth + 1)


MAIL_DOMAIN = "@threadreader.invalid"
"""The domain of the addresses and ids in exported mails; no mail server can have it."""

TIME_HEADER = "X-Threadreader-Time"
"""The header of every exported mail for a time as it is known, which may be a day, or words: `Date` must be a time."""

AUTHOR_HEADER, KIND_HEADER, SCORE_HEADER = "X-Threadreader-Author", "X-Threadreader-Kind", "X-Threadreader-Score"
"""Headers for a name with its address in angle brackets, one each; for kind, status and OP; and for the votes."""

SITE_HEADER, LANGUAGE_HEADER, COUNT_HEADER = "X-Threadreader-Site", "X-Threadreader-Language", "X-Threadreader-Count"
ABOUT_HEADER = "X-Threadreader-About"
"""Headers of the article's mail: site, language and own count of replies of the page, and the page it is about."""

OP_KIND = "op"
"""The word in KIND_HEADER for a comment by the article's author."""

# Characters of an id that are written out; a header line has 998.
_MAX_ID_CHARS = 600


def mail_key(owner: CommentId | None) -> str:
    """The message id of a comment, or of the article under None."""
    if owner is None:
        return f"article{MAIL_DOMAIN}"
    name = quote(owner, safe="")
    if len(name) > _MAX_ID_CHARS:
        from hashlib import blake2b

        return f"hash.{blake2b(owner.encode(), digest_size=16).hexdigest()}{MAIL_DOMAIN}"
    return f"id.{name}{MAIL_DOMAIN}"


def comment_key(key: str) -> str:
    """The id of a comment whose mail has this message id; of any other mail its own."""
    if not key.endswith(MAIL_DOMAIN):
        return key
    kind, _, name = key.removesuffix(MAIL_DOMAIN).partition(".")
    return unquote(name) if kind == "id" else key
