"""What the first reply in the window answers, where that is above the window: lines of names and first words."""

from collections.abc import Sequence

from threadreader.model.blocks import BlockQuote, Blocks, text
from threadreader.render.cells import cell_width, fit
from threadreader.session import Session

_STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_MORE = "…"
_NOBODY = "somebody"
_LONGEST_NAME = 18
_FEWEST_WORDS, _PUNCTUATION = 12, len(": “”")
_OPENING = "“”„«\"' "
_MOST = 6
"""So many names are enough to say who is answered."""


def first_above(session: Session) -> int | None:
    """The reply above the window that the first one in it answers, or goes on with; None where there is none."""
    height = session.replies.text_height
    piece = next((piece for piece in session.replies.window.slices() if piece.first < height(piece.item)), None)
    if piece is None or not len(session.opened.skeleton):
        return None
    if piece.first > 0:
        return piece.item
    outline = session.replies.outline
    if outline.choice and outline.choice.flat:
        return None
    above = session.opened.skeleton.parents[piece.item]
    return above if above >= 0 else None


def leads_to_parent(session: Session) -> bool:
    """Whether the reply above the window is the one that the reader's own answers."""
    above = first_above(session)
    return above is not None and session.opened.skeleton.parents[session.replies.cursor] == above


def ancestry(session: Session, width: int, lines: int = 1) -> Sequence[str]:
    """Who leads to the first reply in the window, each with the first words on a line, the nearest last.

    Where there are more of them than lines, the first line begins with their names. The others stand where their names
    do in the tree.
    """
    last = first_above(session)
    if last is None or not lines:
        return ()
    skeleton, choice = session.opened.skeleton, session.replies.outline.choice
    # No more of them than can be shown: there may be tens of thousands.
    above = [] if choice and choice.flat else skeleton.ancestors(last, lines + _MOST)
    shown, beyond = [last, *above[: lines - 1]], above[lines - 1 :]
    if lines == 1 or beyond:
        first = _named(session, shown.pop(), beyond, width)
        return (first, *(_below(session, place, width) for place in reversed(shown)))
    return tuple(_below(session, place, width) for place in reversed(shown))


def _below(session: Session, place: int, width: int) -> str:
    """A reply where its name stands in the tree."""
    layout = session.replies.layout
    indent = max(0, min(layout.columns.mark(layout.level(place)), width - _LONGEST_NAME))
    return " " * indent + _named(session, place, (), width - indent)


def _named(session: Session, place: int, above: Sequence[int], width: int) -> str:
    """A reply by its writer and first words, behind the names of those above it, the nearest of whom is the first."""
    skeleton = session.opened.skeleton
    name = fit(skeleton.names[place] or _NOBODY, _LONGEST_NAME)
    chain = [fit(skeleton.names[other] or _NOBODY, _LONGEST_NAME) for other in reversed(above[:_MOST])]
    chain = ([_MORE] if len(above) > _MOST else []) + chain
    while chain and cell_width(_STEP.join([*chain, name])) + _PUNCTUATION + _FEWEST_WORDS > width:
        chain = [_MORE, *chain[2:]] if len(chain) > 1 else []
    names = _STEP.join([*chain, name])
    room = width - cell_width(names) - _PUNCTUATION
    words = first_words(session, place, room) if room >= _FEWEST_WORDS else ""
    return f"{names}: “{words}”" if words else fit(names, width)


def first_words(session: Session, place: int, width: int) -> str:
    """What a reply says itself at its beginning, in so many cells."""
    return fit(" ".join(text(_own_words(session, place))[: 4 * width].split()).lstrip(_OPENING), width)


def _own_words(session: Session, place: int) -> Blocks:
    """The first block of a reply that does not quote, or only say who is quoted."""
    comment = session.opened.comment(place)
    quoted = session.quoting.tails(comment).quoted
    own = (
        block
        for number, block in enumerate(comment.body)
        if not isinstance(block, BlockQuote) and (number,) not in quoted and not text((block,)).endswith(":")
    )
    return (next(own, comment.body[0]),) if comment.body else ()
