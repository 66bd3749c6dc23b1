"""Peek: a quotation's source, a parent or a change, in a box under the line it belongs to."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from threadreader.model.diff import Change, Difference, Part, compare_edits
from threadreader.model.quote import Method, QuoteLink
from threadreader.model.thread import Comment
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role, Run, cut_runs
from threadreader.render.text import lay_text
from threadreader.session.layout import Insertion
from threadreader.session.panes import line_span
from threadreader.session.quotes import Quoting
from threadreader.session.state import KeyHints

_CONTEXT_LINES, _WIDE_CONTEXT_LINES = 2, 8  # at either side: the sentence around, then the paragraph
_FRAME_COLUMNS = 2  # the frame's left border and a space
_WDIFF = {Change.EQUAL: "{}", Change.LEFT_OUT: "[-{}-]", Change.ELIDED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


class Peek(Struct, frozen=True):
    """A peek from a reply: the source of one of its quotations, or its parent where `link` is None.

    With `older` it is the reply itself in the previous save, and with `newer` too in two that are compared. `after` is
    the line of the reply's body above the box. Each stage shows more.
    """

    index: int
    after: int
    link: QuoteLink | None = None
    stage: int = 1
    older: Comment | None = None
    newer: Comment | None = None


def lay_out(quoting: Quoting, peek: Peek, width: int, keys: KeyHints) -> Insertion | None:
    """The box of a peek at a width; None where there is no more to show."""
    inner = max(1, width - _FRAME_COLUMNS)
    pieces = _pieces(quoting, peek, inner)
    if not pieces:
        return None
    lines: list[Line] = []
    for number, (title, content) in enumerate(pieces):
        lines.append(Line((Run("├ " if number else "╭ ", Role.PEEK_FRAME), Run(title, Role.SOURCE))))
        lines += [Line((Run("│ ", Role.PEEK_FRAME), *line.runs)) for line in content]
    further = () if peek.older else (("quote.peek", "more"), ("quote.follow", "go there"))
    hints = keys.add_to("", *further, ("app.back-out", "close"))
    lines.append(Line((Run("╰ ", Role.PEEK_FRAME), *((Run(hints, Role.SOURCE),) if hints else ()))))
    return Insertion(peek.index, peek.after, tuple(lines))


Piece = tuple[str, Sequence[Line]]


def _pieces(quoting: Quoting, peek: Peek, width: int) -> list[Piece]:
    if peek.older:
        newer = peek.newer or quoting.opened.comment(peek.index)
        changed = _changed(compare_edits(newer.text, peek.older.text), width) if peek.stage == 1 else []
        return [("from the one to the other" if peek.newer else "since the save before", changed)] if changed else []
    return _of_source(quoting, peek.link, peek.stage, width) if peek.link else _of_parents(quoting, peek, width)


def _of_source(quoting: Quoting, link: QuoteLink, stage: int, width: int) -> list[Piece]:
    target = link.target
    lines = render_blocks(quoting.body(target.owner), width)
    first, last = line_span(lines, target.path, target.start, target.end) or (0, 0)
    highlighted = [_highlight_target(line, link) for line in lines]
    title = quoting.label(link)
    if stage == 1 or target.owner is None:
        if stage > 2:  # noqa: PLR2004 - the article is shown by its passage, then with more around it
            return []
        context = _CONTEXT_LINES if stage == 1 else _WIDE_CONTEXT_LINES
        shown = highlighted[max(0, first - context) : last + 1 + context]
        return [(title, [*_without_blank_ends(shown), *_difference(quoting, link, width)])]
    index = quoting.opened.skeleton.position[target.owner]
    above = quoting.opened.skeleton.ancestors(index)
    if stage - 2 > len(above):
        return []
    return [*_whole(quoting, above[: stage - 2], width), (title, [*highlighted, *_difference(quoting, link, width)])]


def _of_parents(quoting: Quoting, peek: Peek, width: int) -> list[Piece]:
    above = quoting.opened.skeleton.ancestors(peek.index)
    if peek.stage <= len(above):
        return _whole(quoting, above[: peek.stage], width)
    article = quoting.opened.article
    if peek.stage > len(above) + 1 or not article.body:
        return []
    beginning = render_blocks(article.body, width)[:_WIDE_CONTEXT_LINES]
    return [(f"↑ {article.title}", _without_blank_ends(beginning)), *_whole(quoting, above, width)]


def _whole(quoting: Quoting, indices: Sequence[int], width: int) -> list[Piece]:
    """Whole replies, the last of the positions first: the thread as it was written."""
    skeleton = quoting.opened.skeleton
    return [
        (
            f"↑ {skeleton.names[index] or 'nobody'} #{index + 1}",
            render_blocks(quoting.opened.comment(index).body, width),
        )
        for index in reversed(indices)
    ]


def _highlight_target(line: Line, link: QuoteLink) -> Line:
    if line.path != link.target.path:
        return line
    cut = cut_runs(line, [(link.target.start, link.target.end)])
    return Line(tuple(Run(r.text, Role.PASSAGE if n is not None else r.role, r.marks, r.href) for r, n in cut))


def _difference(quoting: Quoting, link: QuoteLink, width: int) -> Iterator[Line]:
    if link.method in {Method.EXACT, Method.FOLDED}:
        return
    difference = quoting.difference(link)
    changed = _changed(difference, width, "changed: " if difference.changed_words else "shortened: ")
    if changed:
        yield Line()
        yield from changed


def _changed(difference: Difference, width: int, how: str = "") -> list[Line]:
    """A difference as wdiff writes it, [-removed-] and {+added+}; nothing where there is none."""
    if all(part.change is Change.EQUAL for part in difference.parts):
        return []
    return lay_text(how + as_wdiff(difference.parts), width, Role.ATTRIBUTION)


def as_wdiff(parts: Iterable[Part]) -> str:
    """Parts of a difference on one line."""
    return " ".join(_WDIFF[part.change].format(part.text) for part in parts)


def _without_blank_ends(lines: Sequence[Line]) -> Sequence[Line]:
    result = list(lines)
    while result and not result[0].text.strip():
        result.pop(0)
    while result and not result[-1].text.strip():
        result.pop()
    return result
