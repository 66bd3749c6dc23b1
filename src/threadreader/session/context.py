"""Context of what is read: ancestors of the first visible line, rows above, passage and quotation in question."""

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockQuote, text
from threadreader.model.quote import NOBODY, Quote
from threadreader.render.width import cell_width, fit
from threadreader.session import ARTICLE, Session
from threadreader.session.panes import line_span
from threadreader.session.viewport import Slice, Spot, Viewport

_NAME_SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_ELLIPSIS = "…"
_MAX_NAME_CELLS = 18  # three such names and an excerpt fit 80 columns; longer ones are cut
_MIN_EXCERPT_CELLS, _PUNCTUATION_CELLS = 12, len(": “”")
# An excerpt stands between quotation marks: its own become the inner ones.
_INNER_MARKS = str.maketrans('“”„"', "‘’‚'")  # noqa: RUF001 - they are meant

# More names are cut from the left: six short ones fill a line of 80 columns.
_MAX_NAMES = 6


def first_above(session: Session, top: Spot) -> int | None:
    """The parent of the reply on a line, or the reply itself within it; None where there is none."""
    replies = session.replies
    if not replies.rows:
        return None
    item: int | None = top.item
    if top.line >= replies.text_height(top.item):
        item = replies.outline.after(top.item)
    elif top.line > 0:
        return top.item
    if item is None or (replies.outline.choice and replies.outline.choice.flat):
        return None
    above = session.opened.skeleton.parents[item]
    return above if above >= 0 else None


def ancestry(session: Session, top: Spot, width: int, lines: int = 1) -> Sequence[str]:
    """The ancestors of a line, each on a line with its excerpt and its indentation, the nearest last.

    Where there are more than `lines`, the first line begins with the names of the others.
    """
    last = first_above(session, top)
    if last is None or not lines:
        return ()

    def below(index: int) -> str:
        layout = session.replies.layout
        indent = max(0, min(layout.columns.mark(layout.level(index)), width - _MAX_NAME_CELLS))
        return " " * indent + _named(session, index, (), width - indent)

    chain = _chain(session, last, lines + _MAX_NAMES + 1)
    shown, beyond = chain[:lines], chain[lines:]
    if lines == 1 or beyond:
        first = _named(session, shown.pop(), beyond, width)
        return (first, *(below(index) for index in reversed(shown)))
    return tuple(below(index) for index in reversed(shown))


def _chain(session: Session, last: int, limit: int) -> list[int]:
    """A reply and its ancestors, the nearest first, up to `limit`, since there may be thousands."""
    choice = session.replies.outline.choice
    return [last] if choice and choice.flat else [last, *session.opened.skeleton.ancestors(last, limit - 1)]


def _named(session: Session, index: int, above: Sequence[int], width: int) -> str:
    """A reply's author and excerpt, behind the names of those above it, of whom the nearest is the first."""
    skeleton = session.opened.skeleton
    name = fit(skeleton.names[index] or NOBODY, _MAX_NAME_CELLS)
    chain = [fit(skeleton.names[other] or NOBODY, _MAX_NAME_CELLS) for other in reversed(above[:_MAX_NAMES])]
    chain = ([_ELLIPSIS] if len(above) > _MAX_NAMES else []) + chain
    while chain and cell_width(_NAME_SEPARATOR.join([*chain, name])) + _PUNCTUATION_CELLS + _MIN_EXCERPT_CELLS > width:
        chain = [_ELLIPSIS, *chain[2:]] if len(chain) > 1 else []
    names = _NAME_SEPARATOR.join([*chain, name])
    room = width - cell_width(names) - _PUNCTUATION_CELLS
    beginning = excerpt(session, index, room) if room >= _MIN_EXCERPT_CELLS else ""
    return f"{names}: “{beginning}”" if beginning else fit(names, width)


def excerpt(session: Session, index: int, width: int) -> str:
    """The beginning of a reply's own text in `width` cells, with inner quotation marks."""
    return first_words(session, index, width).translate(_INNER_MARKS)


def first_words(session: Session, index: int, width: int) -> str:
    """The beginning of a reply's own text in `width` cells: of its first block that neither quotes nor announces."""
    comment = session.opened.comment(index)
    quoted = session.quoting.tails(comment).quoted
    own = (
        block
        for number, block in enumerate(comment.body)
        if not isinstance(block, BlockQuote) and (number,) not in quoted and not text((block,)).endswith(":")
    )
    first = next(own, None) or next(iter(comment.body), None)
    return fit(" ".join(text((first,))[: 4 * width].split()), width) if first else ""


class RowsAbove(Struct, frozen=True):
    """The rows above the window, from top to bottom; `top` is the first line of a reply that is shown.

    First `ancestors` lines of ancestors, or where the thread begins the last `overview` lines of its overview. Then
    lines of replies, which continue into the window.
    """

    ancestors: int
    overview: int
    pieces: Sequence[Slice]
    top: Spot

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.ancestors + self.overview + sum(piece.count for piece in self.pieces)


def rows_above(session: Session) -> RowsAbove:
    """The rows above the window, as many as the arrangement has."""
    rows = session.arrangement.ancestors if session.arrangement else 0
    window = session.replies.window
    above = window.above(rows)
    beyond = rows - len(above)
    spots = [*above, window.top]
    ancestors = 0 if beyond else _names_needed(session, spots)
    shown = Viewport(session.replies, rows - beyond - ancestors)
    shown.top = spots[ancestors]
    pieces = (replace(piece, row=piece.row + beyond + ancestors) for piece in shown.slices())
    return RowsAbove(ancestors, beyond, tuple(pieces), shown.top)


def _names_needed(session: Session, spots: Sequence[Spot]) -> int:
    """The number of lines that give way to ancestors of the one below them, so that no row is empty.

    None does unless the cursor's reply began above them: else its header says who writes. Where one more would already
    show an end of the branch, the names that do not fit are left to the nearest.
    """
    top, cursor = spots[0], session.replies.cursor
    if top.item != cursor or not 0 < top.line < session.replies.text_height(cursor):
        return 0
    for count, spot in enumerate(spots):
        above = first_above(session, spot)
        needed = 0 if above is None else len(_chain(session, above, len(spots) - 1))
        if needed <= count:
            return count if needed == count else count - 1
    return len(spots) - 1


# Among so many that a reply answers, one after the other, a quotation of the article is looked for.
_MAX_QUOTERS = 24


def passage_in_question(session: Session) -> str:
    """The passage of the article that the reply quotes, or the nearest reply that it answers; with its number."""
    skeleton, cursor = session.opened.skeleton, session.replies.cursor
    near = (cursor, *skeleton.ancestors(cursor, _MAX_QUOTERS)) if session.cursor else ()
    links = (session.quoting.link(quote) for index in near for quote in session.quotes(index))
    path = next((link.target.path for link in links if link and link.target.owner is None), None)
    if path is None:
        return "No passage of the article is quoted here."
    text = next((leaf.text for leaf in session.leaves(ARTICLE) if leaf.path == path), "")
    number = session.article.layout.numbers.get(path)
    return " ".join(filter(None, (f"¶{number}" if number else "", " ".join(text.split()))))


def aimed_at(session: Session, quotes: Sequence[Quote]) -> Quote:
    """The quotation that a key means: the picked one, else the first in view or of the reply that has a source."""
    seen = on_screen(session, quotes) or quotes
    picked = (quote for quote in seen if quote.at == session.picked)
    return next(chain(picked, filter(session.quoting.link, seen)), seen[0])


def on_screen(session: Session, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """The quotations of the cursor's reply that begin in the window."""
    lines = session.replies.in_view(session.replies.cursor)
    starts = ((quote, quote.at.start) for quote in quotes)
    return [quote for quote, start in starts if line_span(lines, quote.at.path, start, start + 1)]
