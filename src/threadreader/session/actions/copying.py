"""Actions that copy: a reply's words, a quotation of them, its address, what leads to it, its whole branch.

What was selected with the mouse, as the text that it shows: whole lines of a paragraph, not those of the screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, BlockQuote, ListBlock, Rule, block_at, block_text, text
from threadreader.model.text import is_relative
from threadreader.model.thread import Comment
from threadreader.session import ARTICLE, Pane, Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.links import lines_of
from threadreader.session.state import Copy

_STEP, _DEEPEST = "  ", 12
"""Deeper replies are not indented further: what is copied is to be pasted where lines are short."""


def copy_text(session: Session, _count: int | None) -> str:
    """Copy the words of the reply, or of the whole article."""
    place = _place(session)
    words = text(session.body(place))
    if not words:
        return "there are no words to copy"
    return _copy(session, words, "the article" if place == ARTICLE else f"the words of {_named(session, place)}")


def copy_quotation(session: Session, _count: int | None) -> str:
    """Copy the words of the reply as a quotation, with the name of who wrote them."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    words = text(session.body(place))
    quoted = "\n".join(f"> {line}" if line else ">" for line in words.split("\n"))
    return _copy(session, f"{_name(session.opened.comment(place))} wrote:\n{quoted}", "as a quotation")


def copy_address(session: Session, _count: int | None) -> str:
    """Copy the address of the reply, or of the page."""
    page, place = session.opened.page.url, _place(session)
    if place == ARTICLE:
        address = page
    else:
        comment = session.opened.comment(place)
        permalink = comment.permalink if comment.permalink and not is_relative(comment.permalink) else None
        address = permalink or (f"{page}#{comment.id}" if page else None)
    return _copy(session, address, address) if address else "the file does not say where the page was"


def copy_path(session: Session, _count: int | None) -> str:
    """Copy what leads to the reply: each that is answered, the first of them first, and the reply itself."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    places = [*reversed(session.opened.skeleton.ancestors(place)), place]
    return _copy(session, _written(session, places), f"{len(places):,} {_replies(len(places))}, down to this one")


def copy_branch(session: Session, _count: int | None) -> str:
    """Copy the reply and all below it."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    size = session.opened.skeleton.sizes[place]
    return _copy(session, _written(session, range(place, place + size)), f"the branch, {size:,} {_replies(size)}")


def _copy(session: Session, words: str, what: str) -> str:
    session.errands.append(Copy(words))
    return f"copied: {what}"


def _written(session: Session, places: Iterable[int]) -> str:
    """Comments below each other, each under its name and indented below the first of them."""
    depths, found, first = session.opened.skeleton.depths, list[str](), None
    for place in places:
        first = depths[place] if first is None else first
        comment = session.opened.comment(place)
        margin = _STEP * min(depths[place] - first, _DEEPEST)
        time = comment.posted_at.iso if comment.posted_at else None
        found.append(f"{margin}{', '.join(filter(None, (_name(comment), time)))} [#{place + 1}]")
        found += [f"{margin}{_STEP}{line}" if line else "" for line in text(comment.body).split("\n")]
        found.append("")
    return "\n".join(found[:-1])


def _place(session: Session) -> int:
    return ARTICLE if session.pane is Pane.ARTICLE or session.cursor is None else session.replies.cursor


def _named(session: Session, place: int) -> str:
    return f"{_name(session.opened.comment(place))} #{place + 1:,}"


def _name(comment: Comment) -> str:
    return comment.author.name if comment.author else "somebody"


def _replies(count: int) -> str:
    return "reply" if count == 1 else "replies"


@dataclass(frozen=True, slots=True)
class Selected:
    """Characters of a drawn line of an item, from one to before another; `text` is the whole line as it is drawn."""

    item: int
    line: int
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Piece:
    item: int
    path: BlockPath | None
    start: int
    end: int
    text: str = ""


def selected_text(session: Session, pane: Pane, selected: Iterable[Selected]) -> str:
    """The text that some lines of a pane show."""
    pieces: list[_Piece] = []
    for line in selected:
        piece = _piece(session, pane, line)
        last = pieces[-1] if pieces else None
        if last and piece.path is not None and (last.item, last.path) == (piece.item, piece.path):
            last.end = max(last.end, piece.end)
        elif piece.path is not None or piece.text or (last and (last.path is not None or last.text)):
            pieces.append(piece)
    return "\n".join(_words(session, pane, piece) for piece in pieces).strip("\n")


def _piece(session: Session, pane: Pane, selected: Selected) -> _Piece:
    first, margin, lines = lines_of(session, pane, selected.item)
    number = selected.line - first
    if 0 <= number < len(lines):
        line, at, found = lines[number], margin, list[int]()
        for run in line.runs:
            start, end = max(selected.start, at), min(selected.end, at + len(run.text))
            if run.start is not None and start < end:
                found += [run.start + start - at, run.start + end - at]
            at += len(run.text)
        if found and line.path is not None:
            return _Piece(selected.item, line.path, found[0], found[-1])
        if not line.runs:
            return _Piece(selected.item, None, 0, 0)
    return _Piece(selected.item, None, 0, 0, selected.text[selected.start : selected.end].strip(" ▎█"))


def _words(session: Session, pane: Pane, piece: _Piece) -> str:
    if piece.path is None:
        return piece.text
    block = block_at(session.body(ARTICLE if pane is Pane.ARTICLE else piece.item), piece.path)
    assert not isinstance(block, BlockQuote | ListBlock | Rule), "lines are of blocks with text of their own"
    return block_text(block)[piece.start : piece.end]
