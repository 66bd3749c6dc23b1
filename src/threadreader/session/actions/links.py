"""Actions that open links: by a label on the screen, by their number, after showing where they lead.

The pictures of what is read, and the action that shows them: those that were saved with the page, never fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from threadreader.model.blocks import BlockPath, Blocks, Image, walk
from threadreader.model.text import is_relative
from threadreader.session import Pane, Session, links
from threadreader.session.actions import moving
from threadreader.session.actions.following import travel
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.links import Link, Tail
from threadreader.session.state import BACK, Browse, Copy, ShowPictures

LETTERS = "fjdkslaghrueiwovncm"
"""What labels are made of: the keys that are quickest to reach, and none that leaves."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Labels on what is in view, and what was typed of one."""

    targets: Mapping[str, Link | Tail]
    typed: str = ""

    def labels(self, pane: Pane) -> dict[tuple[int, int], list[tuple[int, str]]]:
        """The labels that may still be meant, each with its column, by the item and line that they stand on."""
        shown: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for label, target in self.targets.items():
            if label.startswith(self.typed) and _pane(target) is pane:
                place = target.item, target.line
                shown.setdefault(place, []).append((target.column, label[len(self.typed) :]))
        return shown


def show_hints(session: Session, _count: int | None) -> str:
    """Label the links in view, and the sources of quotations."""
    targets: list[Link | Tail] = [*links.links_in_view(session), *links.tails_in_view(session)]
    if not targets:
        return "no link in view"
    session.hints = Hints(dict(zip(_labels(len(targets)), targets, strict=False)))
    return session.keys.beside("type the letters of a link", ("app.back-out", "ends"))


def take_letter(session: Session, letter: str) -> str:
    """Take a letter of a label; the last one opens what it stands on."""
    assert session.hints is not None, "letters are of labels"
    typed = session.hints.typed + letter.lower()
    target = session.hints.targets.get(typed)
    if target is None:
        if any(label.startswith(typed) for label in session.hints.targets):
            session.hints = Hints(session.hints.targets, typed)
            return f"{typed}…"
        return f"no label begins with {typed}"
    session.hints = None
    return _go(session, target) if isinstance(target, Tail) else ask(session, target.address)


def open_link(session: Session, count: int | None) -> str:
    """Open the first link in view of the reply, or the one of a number; in the article, of those in view."""
    if session.pane is Pane.ARTICLE:
        found = seen = [link for link in links.links_in_view(session) if link.pane is Pane.ARTICLE]
    elif session.cursor is None:
        return moving.NO_REPLIES
    else:
        found = links.links_of(session, Pane.REPLIES, session.replies.cursor)
        seen = [link for link in links.links_in_view(session) if link in found]
    if not found:
        return "no link in view" if session.pane is Pane.ARTICLE else "no link in this reply"
    if count is None:
        return ask(session, (seen or found)[0].address, _which(found, (seen or found)[0]))
    if count > len(found):
        return f"no link {count}: there {'is' if len(found) == 1 else 'are'} {len(found)}"
    return ask(session, found[count - 1].address, _which(found, found[count - 1]))


def open_page(session: Session, _count: int | None) -> str:
    """Open the page that was saved, as it is today."""
    address = session.opened.page.url
    return ask(session, address) if address else "the file does not say where the page was"


def confirm(session: Session, _count: int | None) -> str:
    """Open what was asked about."""
    session.errands.append(Browse(_answer(session)))
    return ""


def copy_asked(session: Session, _count: int | None) -> str:
    """Copy the address that was asked about."""
    address = _answer(session)
    session.errands.append(Copy(address))
    return f"copied: {address}"


def _answer(session: Session) -> str:
    address, session.asked = session.asked, None
    assert address is not None, "an address was asked about"
    return address


def ask(session: Session, address: str, which: str = "") -> str:
    """Go to the comment of this page that an address leads to; else show the address, and ask whether to open it."""
    place = links.comment_at(session, address)
    if place is not None:
        session.jumps.leave(session.here())
        session.show_reply(place)
        return session.keys.beside("", BACK)
    if is_relative(address):
        return f"the file does not say where the page was, so this leads nowhere: {address}"
    if not links.is_opened(address):
        return f"only web and mail addresses are opened: {address}"
    session.asked = address
    opens = session.keys.beside("", ("link.confirm", f"opens {links.host_of(address)}"))
    # Before the other key: it may not be cut for that.
    shown = " · ".join(filter(None, (opens, address)))
    return which + session.keys.beside(shown, ("link.copy", "copies"))


def _which(found: Sequence[Link], link: Link) -> str:
    return f"link {found.index(link) + 1} of {len(found)}: " if len(found) > 1 else ""


def _go(session: Session, tail: Tail) -> str:
    quotes = session.quoting.of(session.opened.skeleton.ids[tail.item])
    quote = next((quote for quote in quotes if quote.at.path == tail.path), None)
    link = session.quoting.link(quote) if quote else None
    if quote is None or link is None:
        return "its source is not in this copy of the page"
    session.picked = quote.at
    session.pane = Pane.REPLIES
    session.replies.cursor = tail.item
    travel(session, link, link.target)
    return session.keys.beside(session.quoting.label(link)[2:], BACK)


def _pane(target: Link | Tail) -> Pane:
    return target.pane if isinstance(target, Link) else Pane.REPLIES


def _labels(count: int) -> list[str]:
    """So many labels of equal length, as short as can be, none of which begins another."""
    length = 1
    while len(LETTERS) ** length < count:
        length += 1
    return ["".join(letters) for letters, _ in zip(product(LETTERS, repeat=length), range(count), strict=False)]


def pictures_in(blocks: Blocks) -> Sequence[tuple[BlockPath, Image]]:
    """The pictures of a body that have an address, and where they stand."""
    return [(path, block) for path, block in walk(blocks) if isinstance(block, Image) and block.src]


def show_picture(session: Session, count: int | None) -> str:
    """Show the picture in view of the reply or of the article, or the one of a number."""
    if session.pane is Pane.REPLIES and session.cursor is None:
        return NO_REPLIES
    in_article = session.pane is Pane.ARTICLE
    found = pictures_in(session.opened.article.body if in_article else session.body(session.replies.cursor))
    if not found:
        return f"no picture in {'the article' if in_article else 'this reply'}"
    if count is not None and count > len(found):
        return f"no picture {count}: there {'is' if len(found) == 1 else 'are'} {len(found)}"
    first = count - 1 if count else _in_view(session, [path for path, _ in found])
    session.errands.append(ShowPictures([picture for _, picture in found], first))
    return ""


def _in_view(session: Session, paths: Sequence[BlockPath]) -> int:
    """The first of some blocks that is in the window, or else the first of all."""
    if session.pane is Pane.ARTICLE:
        pieces = list(session.article.window.slices())
        seen = {session.article.layout.lines(p.item)[n:][:1] for p in pieces for n in range(p.first, p.first + p.count)}
    else:
        here = [piece for piece in session.replies.window.slices() if piece.item == session.replies.cursor]
        body = session.replies.layout.body(session.replies.cursor)
        seen = {body[n - 1 : n] for p in here for n in range(max(1, p.first), p.first + p.count)}
    shown = {line.path for lines in seen for line in lines}
    return next((number for number, path in enumerate(paths) if path in shown), 0)
