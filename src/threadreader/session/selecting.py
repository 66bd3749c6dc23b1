"""What was selected with the mouse, as the text that it shows: whole lines of a paragraph, not those of the screen."""

from collections.abc import Iterable
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, BlockQuote, ListBlock, Rule, block_at, block_text
from threadreader.session import ARTICLE, Pane, Session
from threadreader.session.links import lines_of


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
