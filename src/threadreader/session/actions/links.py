"""Links of the article and of replies, and actions on them: hint keys, saved images, other stored threads."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count, product
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from threadreader.errors import ThreadreaderError
from threadreader.model.blocks import BlockPath, Blocks, Image, walk
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
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.actions.quotations import aimed_passage, travel
from threadreader.session.context import aimed_at
from threadreader.session.lists import NAME_SHARE, Column, excerpt
from threadreader.session.state import BACK, Browse, Copy, OpenOther, ShowJoined, ShowPictures

_OPENED_SCHEMES = frozenset({"http", "https", "mailto"})


class Link(Struct, frozen=True):
    """A link. `line` and `column` are where it begins, in its item and its pane."""

    pane: Pane
    item: int
    line: int
    column: int
    address: str


class Tail(Struct, frozen=True):
    """The name of a quotation's source, and its position."""

    item: int
    line: int
    column: int
    path: tuple[int, ...]


def links_of(session: Session, pane: Pane, item: int) -> list[Link]:
    """The links of a reply or a block of the article; a wrapped one is one link."""
    links: list[Link] = []
    before: tuple[str, object, int | None] | None = None
    first, margin, lines = session.view(pane).text(item)
    for number, line in enumerate(lines, first):
        column = margin
        for run in line.runs:
            if run.href:
                here = run.href, line.path
                if before is None or before[:2] != here or not _is_continuation(before[2], run.start):
                    links.append(Link(pane, item, number, column, run.href))
                before = (*here, None if run.start is None else run.start + len(run.text))
            elif run.text.strip():
                before = None
            column += cell_width(run.text)
    return links


def links_in_view(session: Session) -> list[Link]:
    """The links that begin in the visible windows, those of the article first."""
    panes = tuple(Pane) if session.sizes.both else (session.pane,)
    links: list[Link] = []
    for pane in panes:
        for piece in session.view(pane).window.slices():
            lines = range(piece.first, piece.first + piece.count)
            links += [link for link in links_of(session, pane, piece.item) if link.line in lines]
    return links


def tails_in_view(session: Session) -> list[Tail]:
    """The tails in the replies' window."""
    if session.pane is Pane.ARTICLE and not session.sizes.both:
        return []
    tails = []
    for piece in session.replies.window.slices():
        first, margin, lines = session.replies.text(piece.item)
        for number, line in enumerate(lines, first):
            if not piece.first <= number < piece.first + piece.count or line.path is None:
                continue
            column = margin
            for run in line.runs:
                if run.role is Role.SOURCE and run.text.strip():
                    tails.append(Tail(piece.item, number, column, line.path))
                column += cell_width(run.text)
    return tails


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


def _is_continuation(end: int | None, start: int | None) -> bool:
    """True if text at `start` continues what ended at `end`; a space at the end of a line is on no line."""
    if end is None or start is None:
        return end is start
    return start - end in {0, 1}


def _without_slash(path: str) -> str:
    return path.rstrip("/") or "/"


# The keys of the home row first, and none that leaves.
HINT_KEYS = "fjdkslaghrueiwovncm"

_NONE = "no other stored thread is known to be about this article"
_NAME_CELLS = 14  # most names
_TITLE_SHARE = 0.4  # of a row: the words of a reply tell more than the title of its thread


class Hints(Struct, frozen=True):
    """Hint keys of the links in view, and the typed prefix."""

    targets: Mapping[str, Link | Tail]
    typed: str = ""

    def labels(self, pane: Pane) -> dict[tuple[int, int], list[tuple[int, str]]]:
        """The labels that match the prefix, each with its column, by item and line."""
        shown: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for label, target in self.targets.items():
            if label.startswith(self.typed) and pane is (target.pane if isinstance(target, Link) else Pane.REPLIES):
                position = target.item, target.line
                shown.setdefault(position, []).append((target.column, label[len(self.typed) :]))
        return shown


def show_hints(session: Session, _count: int | None) -> str:
    """Label the links in view, and the sources of quotations."""
    targets: list[Link | Tail] = [*links_in_view(session), *tails_in_view(session)]
    if not targets:
        return "no link in view"
    # Of equal length, so that none is the beginning of another.
    length = next(length for length in count(1) if len(HINT_KEYS) ** length >= len(targets))
    session.hints = Hints(dict(zip(map("".join, product(HINT_KEYS, repeat=length)), targets, strict=False)))
    return session.keys.add_to("type the letters of a link", ("app.back-out", "ends"))


def take_hint_key(session: Session, letter: str) -> str:
    """Type a key of a label; the last one opens its link."""
    assert session.hints is not None, "letters are of labels"
    typed = session.hints.typed + letter.lower()
    target = session.hints.targets.get(typed)
    if target is None:
        if any(label.startswith(typed) for label in session.hints.targets):
            session.hints = Hints(session.hints.targets, typed)
            return f"{typed}…"
        return f"no label begins with {typed}"
    session.hints = None
    return _go_to_source(session, target) if isinstance(target, Tail) else ask(session, target.address)


def open_link(session: Session, count: int | None) -> str:
    """Open the first link in view of the reply, or the one of a number; in the article, of those in view."""
    if session.pane is Pane.ARTICLE:
        targets = seen = [link for link in links_in_view(session) if link.pane is Pane.ARTICLE]
    elif session.cursor is None:
        return NO_REPLIES
    else:
        targets = links_of(session, Pane.REPLIES, session.replies.cursor)
        seen = [link for link in links_in_view(session) if link in targets]
    if not targets:
        return "no link in view" if session.pane is Pane.ARTICLE else "no link in this reply"
    if count is not None and count > len(targets):
        return f"no link {count}: there {'is' if len(targets) == 1 else 'are'} {len(targets)}"
    link = (seen or targets)[0] if count is None else targets[count - 1]
    which = f"link {targets.index(link) + 1} of {len(targets)}: " if len(targets) > 1 else ""
    return ask(session, link.address, which)


def open_page(session: Session, _count: int | None) -> str:
    """Open the saved page at its address."""
    address = session.opened.page.url
    if not address:
        return "the file does not say where the page was"
    return _refusal(address) or _ask_to_browse(session, address)


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
    if refusal := _refusal(address):
        return refusal
    if destination := session.related.find(address):
        session.effects.append(OpenOther(destination))
        return ""
    return _ask_to_browse(session, address, which)


def _refusal(address: str) -> str:
    """Why an address is not opened, "" where it may be."""
    if is_relative(address):
        return f"the file does not say where the page was, so this leads nowhere: {address}"
    return "" if is_openable(address) else f"only web and mail addresses are opened: {address}"


def _ask_to_browse(session: Session, address: str, which: str = "") -> str:
    session.asked = address
    opens = session.keys.add_to("", ("link.confirm", f"opens {host_of(address)}"))
    # Before the other key: it may not be cut for that.
    shown = " · ".join(filter(None, (opens, address)))
    return which + session.keys.add_to(shown, ("link.copy", "copies"))


def _go_to_source(session: Session, tail: Tail) -> str:
    quote = next((quote for quote in session.quotes(tail.item) if quote.at.path == tail.path), None)
    link = session.quoting.link(quote) if quote else None
    if link is None:
        return "its source is not in this copy of the page"
    session.pane = Pane.REPLIES
    session.replies.cursor = tail.item
    return travel(session, link)


def pictures_in(blocks: Blocks) -> Sequence[tuple[BlockPath, Image]]:
    """The images of a body that have an address, with their paths."""
    return [(path, block) for path, block in walk(blocks) if isinstance(block, Image) and block.src]


def show_picture(session: Session, count: int | None) -> str:
    """Show the first image in view of the reply or the article, or the one of a number."""
    if session.pane is Pane.REPLIES and session.cursor is None:
        return NO_REPLIES
    in_article = session.pane is Pane.ARTICLE
    pictures = pictures_in(session.opened.article.body if in_article else session.body(session.replies.cursor))
    if not pictures:
        return f"no picture in {'the article' if in_article else 'this reply'}"
    if count is not None and count > len(pictures):
        return f"no picture {count}: there {'is' if len(pictures) == 1 else 'are'} {len(pictures)}"
    first = count - 1 if count else _in_view(session, [path for path, _ in pictures])
    session.effects.append(ShowPictures([picture for _, picture in pictures], first))
    return ""


def _in_view(session: Session, paths: Sequence[BlockPath]) -> int:
    """The number of the first path that is in the window, else 0."""
    if session.pane is Pane.ARTICLE:
        pieces = list(session.article.window.slices())
        seen = {session.article.layout.lines(p.item)[n:][:1] for p in pieces for n in range(p.first, p.first + p.count)}
    else:
        here = [piece for piece in session.replies.window.slices() if piece.item == session.replies.cursor]
        body = session.replies.layout.body(session.replies.cursor)
        seen = {body[n - 1 : n] for p in here for n in range(max(1, p.first), p.first + p.count)}
    shown = {line.path for lines in seen for line in lines}
    return next((number for number, path in enumerate(paths) if path in shown), 0)


def show_linking(session: Session, _count: int | None) -> str:
    """List the replies and articles of other threads that link to this one."""
    try:
        hits, more = session.related.linking()
    except ThreadreaderError as problem:
        return problem.trouble
    if not hits:
        return "no stored thread links to this one"

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
        return f"no discussion {count}: there {'is' if len(discussions) == 1 else 'are'} {len(discussions)}"
    if count is not None or len(discussions) == 1:
        return _open_discussion(session, discussions[(count or 1) - 1])
    columns = (
        Column[Discussion](lambda each: each.site, Role.HEADING, share=NAME_SHARE),
        Column[Discussion](lambda each: counted(each.replies), cells=len("10,000 replies"), right=True),
    )
    title = f"The same article: {len(discussions):,}"
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
