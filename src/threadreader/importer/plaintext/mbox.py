"""Mails as text: an mbox file, or one mail or article of Usenet; the first is the article, the others answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.article.opening import with_opening
from threadreader.importer.charset import decode
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms.mail_archives import mark_up, sender

_BEGIN = re.compile(rb"(?:\A\s*|\n\r?\n)(From [^\n]*\n)(?=>?[!-9;-~]+:)")
_SENT = re.compile(rb"^(?:from|date|message-id):", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADERS = 65_536
_ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)
_ID = re.compile(r"<([^<>\s]+)>")
_ANSWER = re.compile(r"\s*(?:(?:re|aw|sv|antw|rif|odp|fwd?|wg)(?:\[\d+\])?:\s*|\[[^\]]*\]\s*)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}']")
_PARTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_LONGEST = 1000
"""Letters of a header that count."""

_DEEPEST = 50
"""Parts in parts: the parser calls itself for each, and no mail has so many."""


def read_mailbox(data: bytes) -> tuple[BeautifulSoup, Draft]:
    """A soup that holds all the mails of a text, and the draft of their thread."""
    soup = BeautifulSoup("", "html.parser")
    mails = list(_once(map(_read, _split(data))))
    keys = {key for mail in mails if (key := _key(mail))}
    parents = [_parent(mail, keys) for mail in mails]
    first = next((place for place, parent in enumerate(parents) if parent is None), 0)
    title = _header(mails[first], "subject")
    drafts = [_draft(mail, parent, soup) for mail, parent in zip(mails, parents, strict=True)]
    for mail, draft, parent in zip(mails, drafts, parents, strict=True):
        if parent is None and _topic(_header(mail, "subject")) != _topic(title):
            _head(draft.element, _header(mail, "subject"), soup)
    opening = drafts.pop(first)
    return soup, with_opening(Draft(ArticleDraft(title=title or None), [opening, *drafts]), begins=True)


def _split(data: bytes) -> Iterator[bytes]:
    """The mails in an mbox file, without the lines that part them; one mail alone needs no such line."""
    begins = [found for found in _BEGIN.finditer(data) if _is_headed(data, found.end())]
    if not begins or data[: begins[0].start(1)].strip():
        yield data[: begins[0].start(1)].lstrip() if begins else data.lstrip()
    ends = [found.start(1) for found in begins[1:]] + [len(data)]
    for found, end in zip(begins, ends, strict=bool(begins)):
        yield data[found.end() : end]


def _is_headed(data: bytes, place: int) -> bool:
    """Whether what begins at a place says who sent it, and when or under which name."""
    blank = _BLANK.search(data, place, place + _HEADERS)
    return len(_SENT.findall(data[place : blank.start() if blank else place + _HEADERS])) > 1


def _read(mail: bytes) -> Message:
    """A mail with its parts; those in parts that nest too deeply are not told apart."""
    if len(_PARTED.findall(mail)) <= _DEEPEST:
        return message_from_bytes(mail)
    blank = _BLANK.search(mail)
    message = message_from_bytes(mail[: blank.end()] if blank else mail)
    del message["Content-Type"]
    message.set_payload(mail[blank.end() :].decode("ascii", "surrogateescape") if blank else "")
    return message


def _once(mails: Iterable[Message]) -> Iterator[Message]:
    """The mails without the copies of one, as a program keeps that somebody gets twice."""
    seen: set[tuple[str, str]] = set()
    for mail in mails:
        key, body = _key(mail), mail.get_payload()
        copy = (key or "", body if isinstance(body, str) else "")
        if not all(copy) or copy not in seen:
            yield mail
        seen.add(copy)


def _raw(mail: Message, name: str) -> str:
    """What a header says in its first occurrence, as it is written."""
    return next((value for key, value in mail.raw_items() if key.lower() == name), "")


def _header(mail: Message, name: str) -> str:
    """What a header says, in one line, with the letters of all charsets; those not encoded are told by their bytes."""
    raw = " ".join(_raw(mail, name)[:_LONGEST].split())
    if not raw.isascii():
        raw = _text(raw.encode("ascii", "surrogateescape"), None)
    try:
        parts = decode_header(raw)
    except ValueError:
        return raw
    words = (part if isinstance(part, str) else _text(part, charset) for part, charset in parts)
    return " ".join("".join(words).split())


def _text(data: bytes, charset: str | None) -> str:
    return data.decode() if data.isascii() and not charset else decode(data, charset).utf8.decode(errors="replace")


def _key(mail: Message) -> str | None:
    found = _ID.search(_raw(mail, "message-id"))
    return found[1] if found else None


def _parent(mail: Message, keys: set[str]) -> str | None:
    """The nearest mail that one refers to and that is here."""
    named = [*_ID.findall(_raw(mail, "references")), *_ID.findall(_raw(mail, "in-reply-to"))[:1]]
    own = _key(mail)
    return next((key for key in reversed(named) if key in keys and key != own), None)


def _draft(mail: Message, parent: str | None, soup: BeautifulSoup) -> CommentDraft:
    element = soup.new_tag("div")
    soup.append(element)
    for node in _words(mail):
        element.append(node)
    said = _header(mail, "date")
    return CommentDraft(
        element=element,
        body=(element,),
        key=_key(mail),
        parent_key=parent,
        author=sender(_header(mail, "from")) or None,
        when=_when(said),
        when_text=said or None,
    )


def _when(said: str) -> str | None:
    try:
        return parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _topic(subject: str) -> str:
    """A subject without what answers and lists put before it."""
    while found := _ANSWER.match(subject):
        subject = subject[found.end() :]
    return subject.casefold()


def _head(element: Tag, subject: str, soup: BeautifulSoup) -> None:
    """The subject over the words of a mail that begins a thread of its own."""
    if subject:
        heading = soup.new_tag("h3")
        heading.append(NavigableString(subject))
        element.insert(0, heading)


def _words(mail: Message) -> Sequence[PageElement]:
    """The words of a mail, its plain text or else its HTML, and the names of the files that come with it."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    attached = [part.get_filename() for part in parts if part.get_content_disposition() == "attachment"]
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    html = [part for part in shown if part.get_content_type() == "text/html"][:1]
    found = [tag for part in plain for tag in mark_up(_linked(_ESCAPED.sub(r"\1", _content(part))))]
    pages = [] if plain else [parse_html(_content(part).encode()) for part in html]
    words = [node for page in pages for node in (page.body or page).contents]
    return [*found, *words, *(_paragraph(name) for name in attached if name)]


def _paragraph(words: str) -> Tag:
    paragraph = Tag(name="p")
    paragraph.append(NavigableString(words))
    return paragraph


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _text(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _linked(text: str) -> Iterator[PageElement]:
    """The text with the addresses in it as links."""
    place = 0
    for found in _ADDRESS.finditer(text):
        yield NavigableString(text[place : found.start()])
        link = Tag(name="a", attrs={"href": found[0]})
        link.append(NavigableString(found[0]))
        yield link
        place = found.end()
    yield NavigableString(text[place:])
