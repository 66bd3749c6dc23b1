"""What leaves a session: text, quotations, addresses and branches that are copied, and the options of an export.

A selection is copied as whole lines of its paragraphs, not as wrapped on the screen.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from threadreader.model.annotation import MAX_PASSAGE_CHARS, Located, TextFragment
from threadreader.model.blocks import BlockPath, BlockQuote, ListBlock, Rule, block_at, block_text, leaves, text
from threadreader.model.quote import NOBODY
from threadreader.model.text import counted, is_relative
from threadreader.model.thread import Comment, CommentId
from threadreader.render.citation import CITATION_FORMS, Source
from threadreader.session import ARTICLE, Pane, Session
from threadreader.session.actions.moving import on_reply
from threadreader.session.state import NO_ADDRESS, Copy, Pipe

# Deeper replies are not indented further: what is copied is to be pasted where lines are short.
_INDENT, _MAX_INDENTS = "  ", 12
_DAY_CHARS = len("2024-05-03")


def copy_text(session: Session, _count: int | None) -> str:
    """Copy the text of the reply, or of the whole article."""
    content, what = _words_here(session)
    return _copy(session, content, what) if content else "no text to copy"


def pipe(session: Session, _count: int | None) -> str:
    """Hand the selected words, or the text of the reply or the whole article, to a command."""
    selected = session.selection
    content, what = (selected.text[slice(*selected.range)], "the selection") if selected else _words_here(session)
    if not content:
        return "no text to pipe to a command"
    session.effects.append(Pipe(content, what, takes_note=len(content) <= MAX_PASSAGE_CHARS))
    return ""


def _words_here(session: Session) -> tuple[str, str]:
    """The text of the reply or of the whole article, and what it is."""
    index = session.index
    if index == ARTICLE:
        return text(session.body(index)), "the article"
    return text(session.body(index)), f"the text of {_author_name(session.opened.comment(index))} #{index + 1:,}"


@on_reply
def copy_quotation(session: Session, index: int, _count: int | None) -> str:
    """Copy the text of the reply as a quotation, with its author."""
    content = text(session.body(index))
    quoted = "\n".join(f"> {line}" if line else ">" for line in content.split("\n"))
    return _copy(session, f"{_author_name(session.opened.comment(index))} wrote:\n{quoted}", "as a quotation")


def copy_address(session: Session, _count: int | None) -> str:
    """Copy the address of the reply, or of the page."""
    address = _address(session, session.index)
    return _copy(session, address, address) if address else NO_ADDRESS


def _address(session: Session, index: int) -> str | None:
    """The address of a reply, or of the page; None where the file does not say where the page was."""
    page = session.opened.page.url
    if index == ARTICLE:
        return page
    comment = session.opened.comment(index)
    permalink = comment.permalink if comment.permalink and not is_relative(comment.permalink) else None
    return permalink or (f"{page}#{comment.id}" if page else None)


@on_reply
def copy_path(session: Session, index: int, _count: int | None) -> str:
    """Copy the reply with its ancestors, the root first."""
    indices = [*reversed(session.opened.skeleton.ancestors(index)), index]
    return _copy(session, _as_text(session, indices), f"{counted(len(indices))}: this one and its parents")


@on_reply
def copy_branch(session: Session, index: int, _count: int | None) -> str:
    """Copy the reply and all its descendants."""
    size = session.opened.skeleton.sizes[index]
    return _copy(session, _as_text(session, range(index, index + size)), f"the branch, {counted(size)}")


def copy_citation(session: Session, count: int | None) -> str:
    """Copy the author, title, date and address of the reply or the article, in the form of a number."""
    return _cite(session, _source(session, session.index, None), count)


def copy_passage(session: Session, count: int | None) -> str:
    """Copy the selected words with their source, in the form of a number, and end the selection."""
    assert session.selection is not None, "words are selected"
    message = _cite(session, _source(session, session.selection.index, session.selection.range), count)
    if session.effects:
        session.selection = None
    return message


def copy_located(session: Session, index: int, located: Located, count: int | None) -> str:
    """Copy the words of an annotation with their source, as they are on the page by now, else as they were marked."""
    if located.range:
        return _cite(session, _source(session, index, (located.range.start, located.range.end)), count)
    one = located.annotation
    if one.owner is not None and index == ARTICLE:
        page = session.opened.page
        address = f"{page.url}#{one.owner}" if page.url else ""
        return _cite(session, Source("", page.title, "", address, one.exact, is_comment=True), count)
    return _cite(session, replace(_source(session, index, None), words=one.exact), count)


def _cite(session: Session, source: Source, count: int | None) -> str:
    forms = tuple(CITATION_FORMS)
    if count is not None and count > len(forms):
        return f"forms 1 to {len(forms)}: {', '.join(forms)}"
    name = forms[(count or 1) - 1]
    what = "the text and its source" if source.words else "the source"
    return _copy(session, CITATION_FORMS[name](source), f"{what}, {name}")


def _source(session: Session, index: int, span: tuple[int, int] | None) -> Source:
    body = session.opened.article if index == ARTICLE else session.opened.comment(index)
    if isinstance(body, Comment):
        author, moment = _author_name(body), body.posted_at
    else:
        author, moment = ", ".join(each.name for each in body.authors), body.published_at
    address = _address(session, index) or ""
    if span and address:
        address += f"{'' if '#' in address else '#'}{TextFragment.of(body.text, *span)}"
    return Source(
        author,
        session.opened.page.title,
        ((moment and moment.iso) or "")[:_DAY_CHARS],
        address,
        body.text[slice(*span)] if span else "",
        is_comment=isinstance(body, Comment),
    )


def _copy(session: Session, content: str, what: str) -> str:
    session.effects.append(Copy(content))
    return f"copied: {what}"


def _as_text(session: Session, indices: Iterable[int]) -> str:
    """Comments as text, each under its author and indented below the first of them."""
    depths, lines, first = session.opened.skeleton.depths, list[str](), None
    for index in indices:
        first = depths[index] if first is None else first
        comment = session.opened.comment(index)
        margin = _INDENT * min(depths[index] - first, _MAX_INDENTS)
        time = comment.posted_at.iso if comment.posted_at else None
        lines.append(f"{margin}{', '.join(filter(None, (_author_name(comment), time)))} [#{index + 1}]")
        lines += [f"{margin}{_INDENT}{line}" if line else "" for line in text(comment.body).split("\n")]
        lines.append("")
    return "\n".join(lines[:-1])


def _author_name(comment: Comment) -> str:
    return comment.author.name if comment.author else NOBODY


class Selected(Struct, frozen=True):
    """A selected range of a drawn line of an item, end exclusive; `text` is the whole line as it is drawn."""

    item: int
    line: int
    start: int
    end: int
    text: str


class _Piece(Struct):
    item: int
    path: BlockPath | None
    start: int
    end: int
    text: str = ""


def selected_text(session: Session, pane: Pane, selected: Iterable[Selected]) -> str:
    """The text of selected lines of a pane, unwrapped."""
    pieces: list[_Piece] = []
    for line in selected:
        piece = _piece(session, pane, line)
        last = pieces[-1] if pieces else None
        if last and piece.path is not None and (last.item, last.path) == (piece.item, piece.path):
            last.end = max(last.end, piece.end)
        elif piece.path is not None or piece.text or (last and (last.path is not None or last.text)):
            pieces.append(piece)
    return "\n".join(_text_of(session, pane, piece) for piece in pieces).strip("\n")


def _piece(session: Session, pane: Pane, selected: Selected) -> _Piece:
    first, margin, lines = session.view(pane).text(selected.item)
    number = selected.line - first
    if 0 <= number < len(lines):
        line, at, offsets = lines[number], margin, list[int]()
        for run in line.runs:
            start, end = max(selected.start, at), min(selected.end, at + len(run.text))
            if run.start is not None and start < end:
                offsets += [run.start + start - at, run.start + end - at]
            at += len(run.text)
        if offsets and line.path is not None:
            return _Piece(selected.item, line.path, offsets[0], offsets[-1])
        if not line.runs:
            return _Piece(selected.item, None, 0, 0)
    return _Piece(selected.item, None, 0, 0, selected.text[selected.start : selected.end].strip(" ▎█▏┊"))


def _text_of(session: Session, pane: Pane, piece: _Piece) -> str:
    if piece.path is None:
        return piece.text
    block = block_at(session.body(ARTICLE if pane is Pane.ARTICLE else piece.item), piece.path)
    assert not isinstance(block, BlockQuote | ListBlock | Rule), "lines are of blocks with text of their own"
    return block_text(block)[piece.start : piece.end]


def selected_range(session: Session, pane: Pane, selected: Iterable[Selected]) -> tuple[int, int, int] | None:
    """The first body with selected words, and their start and end in its text, end exclusive; None without any."""
    pieces = [piece for line in selected if (piece := _piece(session, pane, line)).path is not None]
    if not pieces:
        return None
    index = ARTICLE if pane is Pane.ARTICLE else pieces[0].item
    begins = {leaf.path: leaf.start for leaf in leaves(session.body(index))}
    ends = [
        (begins[piece.path] + piece.start, begins[piece.path] + piece.end)
        for piece in pieces
        if piece.path in begins and index in {ARTICLE, piece.item}
    ]
    return (index, min(start for start, _ in ends), max(end for _, end in ends)) if ends else None


# Widths for wrapped text, in columns; 0 does not wrap.
WIDTHS = (0, 40, 60, 72, 80, 100)


class Scope(enum.StrEnum):
    """The comments that are exported."""

    THREAD = "thread"
    BRANCH = "this branch"
    UNREAD = "unread"
    STARRED = "starred"
    SHOWN = "shown"


class ExportChoice(Struct, frozen=True):
    """The last export options of the user."""

    scope: Scope = Scope.THREAD
    format: str = "text"
    width: int = 72
    article: bool = True
    sources: bool = True
    marks: bool = False

    @classmethod
    def from_dict(cls, saved: Mapping[str, str | int | bool]) -> Self:
        """Parse saved options; the defaults where one is invalid."""
        try:
            choice = convert(saved, cls)
        except ValidationError:
            return cls()
        return choice if choice.width in WIDTHS else cls()


def marks_of(session: Session, indices: Iterable[int]) -> Mapping[CommentId, Sequence[str]]:
    """Labels ("unread", "starred") of comments that have any, by id."""
    ids, state = session.opened.skeleton.ids, session.read_state
    marks = {ids[p]: [*["unread"] * state.is_unread(p), *["starred"] * state.is_starred(p)] for p in indices}
    return {comment: labels for comment, labels in marks.items() if labels}


def with_ancestors(session: Session, indices: Iterable[int]) -> Sequence[int]:
    """Comments and all their ancestors, in order."""
    parents, included = session.opened.skeleton.parents, set[int]()
    for index in indices:
        above = index
        while above >= 0 and above not in included:
            included.add(above)
            above = parents[above]
    return sorted(included)


def replies_in_scope(session: Session, scope: Scope) -> Sequence[int]:
    """Positions of the comments in a scope."""
    skeleton, outline = session.opened.skeleton, session.replies.outline
    everything = range(len(skeleton))
    match scope:
        case Scope.THREAD:
            return everything
        case Scope.BRANCH:
            index = session.replies.cursor
            return everything[index : index + skeleton.sizes[index]] if len(skeleton) else everything
        case Scope.UNREAD:
            return [index for index in everything if session.read_state.is_unread(index)]
        case Scope.STARRED:
            return [index for index in everything if session.read_state.is_starred(index)]
        case Scope.SHOWN:
            return sorted(outline.selection.shown if outline.selection else outline.rows)
