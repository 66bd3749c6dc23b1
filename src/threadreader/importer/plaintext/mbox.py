"""Mail as text: an mbox file, or one mail or Usenet article; the first is the article, the others are replies."""

import re
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from msgspec.structs import replace

from threadreader.importer.article.opening import with_opening
from threadreader.importer.charset import decode
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms.mail_archives import mark_up, sender
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Kind, Status
from threadreader.model.wire import (
    ABOUT_HEADER,
    AUTHOR_HEADER,
    COUNT_HEADER,
    KIND_HEADER,
    LANGUAGE_HEADER,
    OP_KIND,
    SCORE_HEADER,
    SITE_HEADER,
    TIME_HEADER,
    comment_key,
)

_SEPARATOR_LINE = re.compile(rb"(?:\A\s*|\n\r?\n)(From [^\n]*\n)(?=>?[!-9;-~]+:)")
_ORIGIN_HEADERS = re.compile(rb"^(?:from|date|message-id):", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# Bytes of the headers of a mail that are searched: some have 10 kB of the servers on their way.
_MAX_HEADER_BYTES = 65_536
_ESCAPED_FROM = compile_lazily(r"^>(>*From )", re.MULTILINE)
_ID = compile_lazily(r"<([^<>\s]+)>")
_SUBJECT_PREFIX = compile_lazily(
    r"\s*(?:(?:re|aw|sv|antw|rif|odp|fwd?|wg)(?:\[\d+\])?:\s*|\[[^\]]*\]\s*)", re.IGNORECASE
)
_ADDRESS = compile_lazily(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}']")
_MULTIPART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
# Characters of a header that are read, four times as many as the standard allows a line: a title in encoded words.
_MAX_HEADER_CHARS = 4_000

_INTEGER = compile_lazily(r"-?\d{1,9}")


class _Mail(Message):
    """Mail of which a parameter is absent where the standard library fails to decode it (numbers of 5,000 digits)."""

    def get_param(self, param: str, failobj: Any = None, *header: Any, **options: Any) -> Any:
        try:
            return super().get_param(param, failobj, *header, **options)
        except ValueError:
            return failobj


# Nested parts: the parser recurses for each, and no mail has so many.
_MAX_PARTS = 50


def read_mailbox(data: bytes) -> tuple[BeautifulSoup, Draft, str | None, str | None]:
    """Parse all mails of a text; return a soup that holds them, the draft of their thread, its address and language."""
    soup = BeautifulSoup("", "html.parser")
    # The standard library fails on charsets and names of files that hold a NUL.
    mails = list(_without_duplicates(map(_parse, _split(data.replace(b"\0", b"")))))
    keys = {key for mail in mails if (key := _key(mail))}
    parents: list[str | None] = []  # the nearest mail in the References that is in the file
    for mail in mails:
        ids = [*_ID.findall(_raw(mail, "references")), *_ID.findall(_raw(mail, "in-reply-to"))[:1]]
        others = (key for key in map(comment_key, reversed(ids)) if key in keys and key != _key(mail))
        parents.append(next(others, None))
    first = next((index for index, parent in enumerate(parents) if parent is None), 0)
    if all(TIME_HEADER in mail for mail in mails):
        exported, address = _exported(mails, parents, first, soup)
        return soup, exported, address, _header(mails[first], LANGUAGE_HEADER) or None
    title = _header(mails[first], "subject")
    drafts = [_draft(mail, parent, soup) for mail, parent in zip(mails, parents, strict=True)]
    for mail, draft, parent in zip(mails, drafts, parents, strict=True):
        subject = _header(mail, "subject")
        # A mail that begins a thread of its own.
        if parent is None and subject and _topic(subject) != _topic(title):
            draft.element.insert(0, _tag("h3", subject))
    opening = drafts.pop(first)
    thread = with_opening(Draft(ArticleDraft(title=title or None), [opening, *drafts]), begins=True)
    return soup, thread, opening.permalink, None


def _exported(
    mails: Sequence[Message], parents: Sequence[str | None], first: int, soup: BeautifulSoup
) -> tuple[Draft, str | None]:
    """The thread in mails of which this program wrote each, and its address; the first is the article."""
    article, key = mails[first], _key(mails[first])
    others = [(mail, parent) for index, (mail, parent) in enumerate(zip(mails, parents, strict=True)) if index != first]
    draft = Draft(
        ArticleDraft(
            _header(article, "subject"),
            (_element(article, soup),),
            tuple(_authors(article)),
            _header(article, TIME_HEADER) or None,
            is_settled=True,
            link=_header(article, ABOUT_HEADER) or None,
        ),
        [_exported_draft(mail, parent if parent != key else None, soup) for mail, parent in others],
        declared_count=_number(_header(article, COUNT_HEADER)),
        site=_header(article, SITE_HEADER) or None,
        is_all=True,
        is_export=True,
    )
    return draft, _permalink(article)


def _exported_draft(mail: Message, parent: str | None, soup: BeautifulSoup) -> CommentDraft:
    words = _header(mail, KIND_HEADER).split()
    author, url = next(_authors(mail), (None, None))
    return replace(
        _draft(mail, parent, soup),
        author=author,
        author_url=url,
        when=_header(mail, TIME_HEADER) or None,
        when_text=None,
        by_op=OP_KIND in words,
        kind=next((kind for kind in Kind if kind.value in words), Kind.COMMENT),
        status=next((status for status in Status if status.value in words), Status.PRESENT),
        score=_number(_header(mail, SCORE_HEADER)),
    )


def _authors(mail: Message) -> Iterator[tuple[str, str | None]]:
    """The names in an exported mail, with their addresses."""
    for name, value in mail.raw_items():
        if name == AUTHOR_HEADER:
            called, _, address = _decoded(value).rpartition(" <")
            yield called, address.removesuffix(">") or None


def _number(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _split(data: bytes) -> Iterator[bytes]:
    """The mails in an mbox file, without the separator lines; one mail alone needs no such line."""
    matches = []
    for match in _SEPARATOR_LINE.finditer(data):
        most = match.end() + _MAX_HEADER_BYTES
        blank = _BLANK_LINE.search(data, match.end(), most)
        # Below it are the headers of a mail: a sender, and a date or an id.
        if len(_ORIGIN_HEADERS.findall(data, match.end(), blank.start() if blank else most)) > 1:
            matches.append(match)
    if not matches or data[: matches[0].start(1)].strip():
        yield data[: matches[0].start(1)].lstrip() if matches else data.lstrip()
    ends = [match.start(1) for match in matches[1:]] + [len(data)]
    for match, end in zip(matches, ends, strict=bool(matches)):
        yield data[match.end() : end]


def _parse(mail: bytes) -> Message:
    """Parse a mail; one with parts that nest too deeply as a single part."""
    if len(_MULTIPART.findall(mail)) <= _MAX_PARTS:
        return message_from_bytes(mail, _class=_Mail)
    blank = _BLANK_LINE.search(mail)
    message = message_from_bytes(mail[: blank.end()] if blank else mail, _class=_Mail)
    del message["Content-Type"]
    message.set_payload(mail[blank.end() :].decode("ascii", "surrogateescape") if blank else "")
    return message


def _without_duplicates(mails: Iterable[Message]) -> Iterator[Message]:
    """The mails without duplicates, as a program stores those that somebody gets twice."""
    seen: set[tuple[str, str]] = set()
    for mail in mails:
        key, body = _key(mail), mail.get_payload()
        duplicate_key = (key or "", body if isinstance(body, str) else "")
        if not all(duplicate_key) or duplicate_key not in seen:
            yield mail
        seen.add(duplicate_key)


def _raw(mail: Message, name: str) -> str:
    """The encoded value of a header's first occurrence."""
    return next((value for key, value in mail.raw_items() if key.lower() == name), "")


def _header(mail: Message, name: str) -> str:
    """The decoded value of a header, in one line."""
    return _decoded(_raw(mail, name.lower()))


def _decoded(value: str) -> str:
    """The decoded value of a header in one line; the charset of raw bytes is detected."""
    raw = " ".join(value[:_MAX_HEADER_CHARS].split())
    if not raw.isascii():
        raw = _text(raw.encode("ascii", "surrogateescape"), None)
    try:
        parts = decode_header(raw)
    except ValueError:
        return raw
    decoded = (part if isinstance(part, str) else _text(part, charset) for part, charset in parts)
    return " ".join("".join(decoded).split())


def _text(data: bytes, charset: str | None) -> str:
    return data.decode() if data.isascii() and not charset else decode(data, charset).utf8.decode(errors="replace")


def _key(mail: Message) -> str | None:
    match = _ID.search(_raw(mail, "message-id"))
    return comment_key(match[1]) if match else None


def _draft(mail: Message, parent: str | None, soup: BeautifulSoup) -> CommentDraft:
    element = _element(mail, soup)
    date = _header(mail, "date")
    try:
        when = parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        when = None
    return CommentDraft(
        element=element,
        body=(element,),
        key=_key(mail),
        parent_key=parent,
        author=sender(_header(mail, "from")) or None,
        permalink=_permalink(mail),
        when=when,
        when_text=date or None,
    )


def _element(mail: Message, soup: BeautifulSoup) -> Tag:
    """An element of the soup with the body of a mail."""
    element = soup.new_tag("div")
    soup.append(element)
    for node in _body(mail):
        element.append(node)
    return element


def _permalink(mail: Message) -> str | None:
    value = _header(mail, "archived-at")
    address = _ID.search(value) or _ADDRESS.search(value)
    return address[address.lastindex or 0] if address else None


def _topic(subject: str) -> str:
    """A subject without the prefixes of replies and lists."""
    while match := _SUBJECT_PREFIX.match(subject):
        subject = subject[match.end() :]
    return subject.casefold()


def _body(mail: Message) -> Sequence[PageElement]:
    """The body of a mail, its plain text or else its HTML, and the names of its attachments."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    attached = [part.get_filename() for part in parts if part.get_content_disposition() == "attachment"]
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    html = [part for part in shown if part.get_content_type() == "text/html"][:1]
    if TIME_HEADER in mail and html:
        plain = []  # in the HTML are links and lists too
    nodes = [node for part in plain for node in mark_up(_link_addresses(_ESCAPED_FROM.sub(r"\1", _content(part))))]
    pages = [] if plain else [parse_html(_content(part).encode()) for part in html]
    html_nodes = [node for page in pages for node in (page.body or page).contents]
    return [*nodes, *html_nodes, *(_tag("p", name) for name in attached if name)]


def _tag(name: str, text: str, **attributes: str) -> Tag:
    tag = Tag(name=name, attrs=attributes)
    tag.append(NavigableString(text))
    return tag


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _text(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _link_addresses(text: str) -> Iterator[PageElement]:
    """The text with its addresses as links."""
    start = 0
    for match in _ADDRESS.finditer(text):
        yield NavigableString(text[start : match.start()])
        yield _tag("a", match[0], href=match[0])
        start = match.end()
    yield NavigableString(text[start:])
