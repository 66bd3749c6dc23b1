"""What a line of a reply answers, where that is above the window: lines of names and first words."""

from collections.abc import Sequence

from threadreader.model.blocks import BlockQuote, Blocks, text
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.viewport import Spot

_STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_MORE = "…"
_NOBODY = "somebody"
_LONGEST_NAME = 18
_FEWEST_WORDS, _PUNCTUATION = 12, len(": “”")
_INNER_MARKS = str.maketrans('“”„"', "‘’‚'")  # noqa: RUF001 - they are meant
"""Words between quotation marks have the inner ones where they quote something themselves."""

_MOST = 6
"""So many names are enough to say who is answered."""


def first_above(session: Session, top: Spot) -> int | None:
    """The reply above a line of a reply that it answers, or goes on with; None where there is none."""
    replies = session.replies
    if replies.first() is None:
        return None
    item: int | None = top.item
    if top.line >= replies.text_height(top.item):
        item = replies.after(top.item)
    elif top.line > 0:
        return top.item
    if item is None or (replies.outline.choice and replies.outline.choice.flat):
        return None
    above = session.opened.skeleton.parents[item]
    return above if above >= 0 else None


def how_many_above(session: Session, top: Spot, most: int) -> int:
    """How many replies lead to a line of a reply, up to so many."""
    above = first_above(session, top)
    return 0 if above is None else len(_chain(session, above, most))


def leads_to_parent(session: Session, top: Spot) -> bool:
    """Whether the reply above a line is the one that the reader's own answers."""
    above = first_above(session, top)
    return above is not None and session.opened.skeleton.parents[session.replies.cursor] == above


def ancestry(session: Session, top: Spot, width: int, lines: int = 1) -> Sequence[str]:
    """Who leads to a line of a reply, each with the first words on a line, the nearest last.

    Where there are more of them than lines, the first line begins with their names. The others stand where their names
    do in the tree.
    """
    last = first_above(session, top)
    if last is None or not lines:
        return ()
    chain = _chain(session, last, lines + _MOST + 1)
    shown, beyond = chain[:lines], chain[lines:]
    if lines == 1 or beyond:
        first = _named(session, shown.pop(), beyond, width)
        return (first, *(_below(session, place, width) for place in reversed(shown)))
    return tuple(_below(session, place, width) for place in reversed(shown))


def _chain(session: Session, last: int, most: int) -> list[int]:
    """A reply and those it answers, the nearest first: no more than can be shown, since there may be thousands."""
    choice = session.replies.outline.choice
    return [last] if choice and choice.flat else [last, *session.opened.skeleton.ancestors(last, most - 1)]


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
    """What a reply says itself at its beginning, in so many cells, to stand between quotation marks."""
    words = " ".join(text(_own_words(session, place))[: 4 * width].split())
    return fit(words.translate(_INNER_MARKS), width)


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
