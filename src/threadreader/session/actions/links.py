"""Links of the article and of replies, and actions on them: hint keys, saved images, other stored threads."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count, product
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from threadreader.errors import ThreadreaderError
from threadreader.model.blocks import BlockPath, Image, walk
from threadreader.model.quote import NOBODY
from threadreader.model.related import Destination, Discussion
from threadreader.model.stored_thread import Hit, Start
from threadreader.model.text import counted, is_relative
from threadreader.model.thread import CommentId
from threadreader.render.lines import Role
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.moving import NO_REPLIES, no_such
from threadreader.session.actions.quotations import aimed_passage, no_source, travel
from threadreader.session.context import aimed_at
from threadreader.session.lists import NAME_SHARE, Column, excerpt
from threadreader.session.state import BACK, NO_ADDRESS, Browse, Copy, OpenOther, ShowJoined, ShowPictures

_OPENED_SCHEMES = frozenset({"http", "https", "mailto"})


class Target(Struct, frozen=True):
    """A link, or by the path of its block the name of a quotation's source; and where it begins, in item and pane."""

    pane: Pane
    item: int
    line: int
    column: int
    address: str = ""
    path: BlockPath = ()


def targets_of(session: Session, pane: Pane, item: int) -> Iterator[Target]:
    """The links and sources of a reply or a block of the article; a wrapped link is one."""
    before: tuple[str, object] | None = None
    end: int | None = None
    first, margin, lines = session.view(pane).text(item)
    for number, line in enumerate(lines, first):
        column = margin
        for run in line.runs:
            if run.href:
                here = run.href, line.path
                # A space at the end of a line is on no line.
                goes_on = end is run.start if end is None or run.start is None else run.start - end in {0, 1}
                if before != here or not goes_on:
                    yield Target(pane, item, number, column, run.href)
                before, end = here, None if run.start is None else run.start + len(run.text)
            elif run.text.strip():
                before = None
                if run.role is Role.SOURCE and line.path is not None:
                    yield Target(pane, item, number, column, path=line.path)
            column += cell_width(run.text)


def targets_in_view(session: Session) -> list[Target]:
    """The links that begin in the visible windows, those of the article first, and last the sources."""
    targets: list[Target] = []
    for pane in Pane if session.sizes.both else (session.pane,):
        for piece in session.view(pane).window.slices():
            lines = range(piece.first, piece.first + piece.count)
            targets += [target for target in targets_of(session, pane, piece.item) if target.line in lines]
    return sorted(targets, key=lambda target: not target.address)


def comment_at(session: Session, address: str) -> int | None:
    """The comment of this page that an address leads to, None where it leads elsewhere."""
    page, fragment, own = urlsplit(address), urlsplit(address).fragment, session.opened.page.url
    position = session.opened.skeleton.position
    names = CommentId(fragment), CommentId(unquote(fragment))
    index = next((position[name] for name in names if name in position), None)
    if index is None:
        return None
    if is_relative(address):
        is_here = address.startswith("#") or session.opened.comment(index).permalink == address
    else:
        here = urlsplit(own or "")
        is_here = page.hostname == here.hostname and _without_slash(page.path).startswith(_without_slash(here.path))
    return index if is_here else None


def is_openable(address: str) -> bool:
    """True if a browser may be given the address."""
    return urlsplit(address).scheme.casefold() in _OPENED_SCHEMES


def host_of(address: str) -> str:
    """The host of an address as IDNA, which shows lookalike names; "mail" for mail addresses."""
    parts = urlsplit(address)
    if parts.scheme.casefold() == "mailto":
        return "mail"
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return parts.hostname or ""


def _without_slash(path: str) -> str:
    return path.rstrip("/") or "/"


# The keys of the home row first, and none that leaves.
HINT_KEYS = "fjdkslaghrueiwovncm"

_NONE = "no other discussion of this article in the library"
_NAME_CELLS = 14  # most names
_TITLE_SHARE = 0.4  # of a row: the words of a reply tell more than the title of its thread


class Hints(Struct, frozen=True):
    """Hint keys of the links in view, and the typed prefix."""

    targets: Mapping[str, Target]
    typed: str = ""

    def labels(self, pane: Pane) -> dict[tuple[int, int], list[tuple[int, str]]]:
        """The labels that match the prefix, each with its column, by item and line."""
        shown: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for label, target in self.targets.items():
            if label.startswith(self.typed) and pane is target.pane:
                position = target.item, target.line
                shown.setdefault(position, []).append((target.column, label[len(self.typed) :]))
        return shown


def show_hints(session: Session, _count: int | None) -> str:
    """Label the links in view, and the sources of quotations."""
    targets = targets_in_view(session)
    if not targets:
        return "no link on screen"
    # Of equal length, so that none is the beginning of another.
    length = next(length for length in count(1) if len(HINT_KEYS) ** length >= len(targets))
    session.hints = Hints(dict(zip(map("".join, product(HINT_KEYS, repeat=length)), targets, strict=False)))
    return session.keys.add_to("type the letters of a link", ("app.back-out", "cancels"))


def take_hint_key(session: Session, letter: str) -> str:
    """Type a key of a label; the last one opens its link."""
    assert session.hints is not None, "letters are of labels"
    typed = session.hints.typed + letter.lower()
    target = session.hints.targets.get(typed)
    if target is None:
        if any(label.startswith(typed) for label in session.hints.targets):
            session.hints = Hints(session.hints.targets, typed)
            return f"{typed}…"
        return f"no such hint: {typed}"
    session.hints = None
    return ask(session, target.address) if target.address else _go_to_source(session, target)


def open_link(session: Session, count: int | None) -> str:
    """Open the first link in view of the reply, or the one of a number; in the article, of those in view."""
    if session.pane is Pane.ARTICLE:
        targets = seen = [link for link in targets_in_view(session) if link.address and link.pane is Pane.ARTICLE]
    elif session.cursor is None:
        return NO_REPLIES
    else:
        targets = [link for link in targets_of(session, Pane.REPLIES, session.replies.cursor) if link.address]
        seen = [link for link in targets_in_view(session) if link in targets]
    if not targets:
        return "no link on screen" if session.pane is Pane.ARTICLE else "no link in this reply"
    if count is not None and count > len(targets):
        return no_such("link", count, len(targets))
    link = (seen or targets)[0] if count is None else targets[count - 1]
    which = f"link {targets.index(link) + 1} of {len(targets)}: " if len(targets) > 1 else ""
    return ask(session, link.address, which)


def open_page(session: Session, _count: int | None) -> str:
    """Open the saved page at its address."""
    address = session.opened.page.url
    if not address:
        return NO_ADDRESS
    return refusal(address) or _ask_to_browse(session, address)


def confirm(session: Session, _count: int | None) -> str:
    """Open the address in question."""
    session.effects.append(Browse(_answer(session)))
    return ""


def copy_asked(session: Session, _count: int | None) -> str:
    """Copy the address in question."""
    address = _answer(session)
    session.effects.append(Copy(address))
    return f"copied: {address}"


def _answer(session: Session) -> str:
    address, session.asked = session.asked, None
    assert address is not None, "an address was asked about"
    return address


def ask(session: Session, address: str, which: str = "") -> str:
    """Go to what an address leads to on this page or in another stored thread; else ask whether to open it."""
    index = comment_at(session, address)
    if index is not None:
        session.jumps.leave(session.location())
        session.show_reply(index)
        return session.keys.add_to("", BACK)
    if why := refusal(address):
        return why
    if destination := session.related.find(address):
        session.effects.append(OpenOther(destination))
        return ""
    return _ask_to_browse(session, address, which)


def refusal(address: str) -> str:
    """Why an address is not opened, "" where it may be."""
    if is_relative(address):
        return f"relative link, and {NO_ADDRESS}: {address}"
    return "" if is_openable(address) else f"not opened, neither a web nor a mail address: {address}"


def _ask_to_browse(session: Session, address: str, which: str = "") -> str:
    session.asked = address
    opens = session.keys.add_to("", ("link.confirm", f"opens {host_of(address)}"))
    # Before the other key: it may not be cut for that.
    shown = " · ".join(filter(None, (opens, address)))
    return which + session.keys.add_to(shown, ("link.copy", "copies"))


def _go_to_source(session: Session, tail: Target) -> str:
    quote = next((quote for quote in session.quotes(tail.item) if quote.at.path == tail.path), None)
    link = session.quoting.link(quote) if quote else None
    if link is None:
        return no_source(session)
    session.pane = Pane.REPLIES
    session.replies.cursor = tail.item
    return travel(session, link)


def show_picture(session: Session, count: int | None) -> str:
    """Show the first image in view of the reply or the article, or the one of a number."""
    if session.pane is Pane.REPLIES and session.cursor is None:
        return NO_REPLIES
    in_article = session.pane is Pane.ARTICLE
    body = session.body(session.index)
    pictures = [(path, block) for path, block in walk(body) if isinstance(block, Image) and block.src]
    if not pictures:
        return f"no picture in {'the article' if in_article else 'this reply'}"
    if count is not None and count > len(pictures):
        return no_such("picture", count, len(pictures))
    item = None if in_article else session.replies.cursor
    shown = {line.path for line in session.view(session.pane).in_view(item)}
    in_view = (number for number, (path, _) in enumerate(pictures) if path in shown)
    session.effects.append(ShowPictures([picture for _, picture in pictures], count - 1 if count else next(in_view, 0)))
    return ""


def show_linking(session: Session, _count: int | None) -> str:
    """List the replies and articles of other threads that link to this one."""
    try:
        hits, more = session.related.linking()
    except ThreadreaderError as problem:
        return problem.trouble
    if not hits:
        return "no thread in the library links here"

    def choose(hit: Hit) -> str:
        session.effects.append(OpenOther(Destination(hit.number, Start(hit.comment) if hit.comment else None)))
        return ""

    columns = (
        Column[Hit](lambda hit: hit.title or "Untitled page", Role.HEADING, sys.maxsize, share=_TITLE_SHARE, least=1),
        Column[Hit](lambda hit: hit.author or NOBODY, Role.TEXT, _NAME_CELLS, share=NAME_SHARE),
        Column[Hit](lambda hit: "article" if hit.comment is None else f"#{hit.position + 1:,}", cells=len("article")),
    )
    title = f"Links here: {len(hits):,}{' and more' if more else ''}"
    return lists.open_list(session, Table(session, title, hits, columns, lambda hit: excerpt(hit.text), choose=choose))


def show_discussions(session: Session, count: int | None) -> str:
    """Open the only other discussion of the article, or the one of a number, or list several."""
    discussions = session.related.discussions
    if not discussions:
        return _NONE
    if count is not None and count > len(discussions):
        return no_such("discussion", count, len(discussions))
    if count is not None or len(discussions) == 1:
        return _open_discussion(session, discussions[(count or 1) - 1])
    columns = (
        Column[Discussion](lambda each: each.site, Role.HEADING, share=NAME_SHARE),
        Column[Discussion](lambda each: counted(each.replies), cells=len("10,000 replies"), right=True),
    )
    title = f"Other discussions: {len(discussions):,}"
    choose = partial(_open_discussion, session)
    return lists.open_list(session, Table(session, title, discussions, columns, lambda each: each.title, choose=choose))


def join_discussions(session: Session, _count: int | None) -> str:
    """Show all discussions of the article as one thread."""
    numbers = [each.number for each in session.related.discussions]
    if not numbers:
        return _NONE
    session.effects.append(ShowJoined(numbers))
    return ""


def _open_discussion(session: Session, discussion: Discussion) -> str:
    session.effects.append(OpenOther(Destination(discussion.number, passage=_passage_here(session))))
    return ""


def _passage_here(session: Session) -> str:
    """The words of the article that are read, or that the reply quotes; "" of one that quotes none."""
    quoting = session.quoting
    if session.pane is Pane.ARTICLE:
        passage = aimed_passage(session)
        return quoting.text(passage) if passage else ""
    quotes = quoting.of(session.cursor) if session.cursor else ()
    if not quotes:
        return ""
    quote = aimed_at(session, quotes)
    link = quoting.link(quote)
    return quote.text if link is None else quoting.text(link.target) if link.target.owner is None else ""
