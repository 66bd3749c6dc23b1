"""Export as a mailbox (mboxrd): one mail a comment after one of the article, as plain text and as HTML.

The tree is in the references; quotations in plain text have `>`. Nothing of the page is in a header but encoded.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b

from msgspec.structs import replace

from threadreader.export import NO_LABELS, WORDLESS, Labels
from threadreader.export.markup import BodyWriter
from threadreader.export.plain import plain_blocks
from threadreader.model import wire
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment, clean, clean_line, is_relative
from threadreader.model.thread import Author, Comment, CommentId, Kind, Status, Thread

# Octets of a line of a mail, of which RFC 5322 allows 998; a body with a longer one is in base64.
_MAX_LINE_BYTES = 990

# Octets in an encoded word, which with their encoding and its charset may be 75 characters.
_MAX_WORD_BYTES = 42

# Ancestors in References beside the article: all of them would take a quadratic space in a chain of replies.
_MAX_REFERENCES = 10

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FROM_LINE = re.compile(r"^(>*From )", re.MULTILINE)


def export_mbox(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the thread as mails."""
    bare = replace(exported, quotes=QuoteIndex())
    thread, page, writer = bare.thread, bare.page, BodyWriter(bare)
    article, subject = thread.article, thread.article.title or page.title
    dates = [_date(article.published_at, _EPOCH)]
    headers = [
        *_headers(None, article.authors, article.published_at, page.url, subject),
        *_facts(
            {
                wire.SITE_HEADER: page.site,
                wire.LANGUAGE_HEADER: page.language,
                wire.COUNT_HEADER: page.declared_count,
                wire.ABOUT_HEADER: article.link,
            }
        ),
        f"Date: {dates[0]}",
    ]
    mails = [_mail(headers, plain_blocks(article.body), writer.body(None, article.body, 0))]
    for index, comment in enumerate(thread.comments):
        # One without a certain time is as old as what it answers.
        dates.append(_date(comment.posted_at, dates[thread.parents[index] + 1]))
        authors = (comment.author,) if comment.author else ()
        headers = [
            *_headers(comment.id, authors, comment.posted_at, comment.permalink, f"Re: {subject}"),
            *_facts({wire.KIND_HEADER: _kinds(comment), wire.SCORE_HEADER: comment.score}),
            f"Date: {dates[-1]}",
            *_references(thread, index),
        ]
        body = plain_blocks(comment.body) or [f"({WORDLESS[comment.status]})"]
        mails.append(_mail(headers, body, writer.body(comment.id, comment.body, 0)))
    return clean("\n\n".join(mails)) + "\n"


def _headers(
    owner: CommentId | None, authors: Sequence[Author], time: Moment | None, address: str | None, subject: str
) -> Iterator[str]:
    yield "From threadreader Thu Jan  1 00:00:00 1970"
    yield f"Message-ID: <{wire.mail_key(owner)}>"
    yield f"From: {_sender(authors[0].name if authors else '')}"
    yield f"Subject: {_encoded(subject)}"
    yield f"{wire.TIME_HEADER}: {_encoded(time.iso or time.text) if time else ''}"
    yield from map(_author, authors)
    if address and not is_relative(address) and address.isascii():
        yield f"Archived-At: <{_bracketed(address)}>"


def _facts(values: Mapping[str, str | int | None]) -> Iterator[str]:
    return (f"{name}: {_encoded(str(value))}" for name, value in values.items() if value not in (None, ""))


def _kinds(comment: Comment) -> str:
    kinds = [comment.kind.value] if comment.kind is not Kind.COMMENT else []
    kinds += [comment.status.value] if comment.status is not Status.PRESENT else []
    return " ".join([*kinds, *([wire.OP_KIND] if comment.by_op else [])])


@lru_cache(maxsize=1024)  # people write often
def _author(author: Author) -> str:
    return f"{wire.AUTHOR_HEADER}: " + _encoded(f"{author.name} <{_bracketed(author.url or '')}>")


def _bracketed(address: str) -> str:
    return address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _references(thread: Thread, index: int) -> Iterator[str]:
    above: list[CommentId] = []
    while (index := thread.parents[index]) >= 0 and len(above) < _MAX_REFERENCES:
        above.append(thread.comments[index].id)
    ids = [f"<{wire.mail_key(owner)}>" for owner in (None, *reversed(above))]
    yield f"In-Reply-To: {ids[-1]}"
    yield "References: " + "\n ".join(ids)


def _date(time: Moment | None, otherwise: datetime | str) -> str:
    """A time as mails have it: a zone of -0000 where none is known; only a day begins it."""
    at = time.at if time else None
    if at is None:
        return otherwise if isinstance(otherwise, str) else format_datetime(otherwise)
    # Of a day no zone is known.
    return format_datetime(at if isinstance(at, datetime) else datetime(at.year, at.month, at.day))  # noqa: DTZ001


@lru_cache(maxsize=1024)  # people write often
def _sender(name: str) -> str:
    """A sender with an address of its own, which leads nowhere."""
    if not name:
        return f"<nobody{wire.MAIL_DOMAIN}>"
    return f"{_encoded(name, quoted=True)}\n <{blake2b(name.encode(), digest_size=6).hexdigest()}{wire.MAIL_DOMAIN}>"


def _encoded(text: str, *, quoted: bool = False) -> str:
    """A text as the value of a header: as it is where that is safe, else in encoded words, a line for each."""
    text = clean_line(text)
    if text.isascii() and len(text) <= _MAX_WORD_BYTES and "=?" not in text and '"' not in text and "\\" not in text:
        return f'"{text}"' if quoted else text
    words: list[bytes] = [b""]
    for character in text:
        octets = character.encode()
        if len(words[-1]) + len(octets) > _MAX_WORD_BYTES:
            words.append(b"")
        words[-1] += octets
    return "\n ".join(f"=?utf-8?B?{b64encode(word).decode()}?=" for word in words)


def _mail(headers: Sequence[str], plain: Sequence[str], html: Sequence[str]) -> str:
    """A mail of two alternatives; what separates them is made of their text, so that it cannot be in it."""
    text, markup = "\n".join(plain), "\n".join(html).replace("\nFrom ", "\n&#70;rom ")
    boundary = f"=_{blake2b((text + markup).encode(), digest_size=12).hexdigest()}"
    return "\n".join(
        [
            *headers,
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{boundary}"',
            "",
            f"--{boundary}",
            *_part("plain", _FROM_LINE.sub(r">\1", text), text),
            f"--{boundary}",
            *_part("html", markup, markup),
            f"--{boundary}--",
        ]
    )


def _part(kind: str, escaped: str, text: str) -> Iterator[str]:
    yield f"Content-Type: text/{kind}; charset=utf-8"
    if max(map(len, escaped.encode().split(b"\n"))) <= _MAX_LINE_BYTES:
        yield "Content-Transfer-Encoding: 8bit\n"
        yield escaped
    else:
        yield "Content-Transfer-Encoding: base64\n"
        yield encodebytes(text.encode()).decode().rstrip()
