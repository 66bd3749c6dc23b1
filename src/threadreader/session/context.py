"""What a line of a reply answers, where that is above the window: lines of names and first words.

The rows above the replies' window: as few as must say who is answered below, the others go on with the text.

The passage of the article that a reply is about, for the strip above the replies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from threadreader.model.blocks import BlockPath, BlockQuote, Blocks, leaves, text
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.viewport import Slice, Spot

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


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands in the rows above the window, from top to bottom; `top` is the first line of a reply that is shown.

    First `ancestors` lines of who is answered by what is there; or, where the thread begins, the last `overview` of
    the lines that say what it is. Then lines of replies, as the window goes on with them.
    """

    ancestors: int
    overview: int
    pieces: Sequence[Slice]
    top: Spot

    @property
    def rows(self) -> int:
        """How many rows that are."""
        return self.ancestors + self.overview + sum(piece.count for piece in self.pieces)


def lead(session: Session) -> Lead:
    """What to show in the rows above the window, as many as the session is arranged with."""
    rows = session.arrangement.ancestors if session.arrangement else 0
    window = session.replies.window
    above = window.above(rows)
    beyond = rows - len(above)
    spots = [*above, window.top]
    ancestors = 0 if beyond else _names_needed(session, spots)
    return Lead(ancestors, beyond, tuple(_slices(above[ancestors:], beyond + ancestors)), spots[ancestors])


def _names_needed(session: Session, spots: Sequence[Spot]) -> int:
    """How many of the lines give way to who is answered by the one below them, so that no row is empty.

    Where one more would already show an end of the branch, the names that do not fit are left to the nearest.
    """
    for count, spot in enumerate(spots):
        needed = how_many_above(session, spot, len(spots) - 1)
        if needed <= count:
            return count if needed == count else count - 1
    return len(spots) - 1


def _slices(spots: Iterable[Spot], row: int) -> Iterable[Slice]:
    for item, lines in groupby(spots, key=lambda spot: spot.item):
        found = [spot.line for spot in lines]
        yield Slice(item, found[0], len(found), row)
        row += len(found)


def passage_in_question(session: Session) -> str:
    """What the reply quotes of the article, with its number; else what the article's window begins with."""
    path = _quoted(session) or _first_in_window(session)
    text = next((leaf.text for leaf in leaves(session.opened.article.body) if leaf.path == path), "")
    number = session.article.layout.numbers.get(path) if path else None
    return " ".join(filter(None, (f"¶{number}" if number else "", " ".join(text.split()))))


def _quoted(session: Session) -> BlockPath | None:
    links = map(session.quoting.link, session.quoting.of(session.cursor)) if session.cursor else ()
    return next((link.target.path for link in links if link and link.target.owner is None), None)


def _first_in_window(session: Session) -> BlockPath | None:
    top = session.article.window.top
    items = range(top.item, len(session.article.layout))
    lines = (
        line for item in items for line in session.article.layout.lines(item)[top.line if item == top.item else 0 :]
    )
    return next((line.path for line in lines if line.path), None)
