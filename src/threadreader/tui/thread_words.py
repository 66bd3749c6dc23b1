"""What the lines around the panes of a thread say, for the session as it stands."""

from collections.abc import Sequence

from rich.segment import Segment

from threadreader.render.width import cell_width, fit_parts
from threadreader.session import Pane, Session
from threadreader.tui.bar_rows import Words, piece
from threadreader.tui.setup import Setup
from threadreader.tui.status import describe_layer, describe_levels, describe_place, describe_thread, hints
from threadreader.tui.theme import Look

_MARGINS = 5
_MOST_DOTS = 8
_TOO_SMALL = "too small · 20 columns and 6 lines are needed"


def title_words(session: Session, look: Look) -> Words:
    """The title of the thread, and the facts beside it."""
    title, facts = describe_thread(session)
    aside = session.sizes.both and session.pane is Pane.REPLIES
    color = look.ink if aside else look.bright
    return Words([piece(look, title, color=color, bold=True)], [[piece(look, facts, color=look.faint)]])


def status_words(session: Session, look: Look, setup: Setup, width: int, said: str) -> Words:
    """Where the reader is, what is to be said, and the keys that fit the moment."""
    if session.arrangement and session.arrangement.too_small:
        return Words([piece(look, fit_parts(_TOO_SMALL, width - 2))])
    place = piece(look, describe_place(session, width), color=look.faint)
    said = said or describe_layer(session)
    if not session.asked:  # An address is always shown, however much of it.
        said = fit_parts(said, width - 2)
    written = [(setup.keymap.written(*ids), does) for ids, does in hints(session, width, setup.memory.knows)]
    keys = [
        (piece(look, f"  {key} "), piece(look, does, color=look.faint))
        for key, does in written
        if key and f"{key} {does}" not in said
    ]
    if not said:
        return Words([place], keys, _levels(session, look))
    words = piece(look, said, color=look.bright)
    if cell_width(place.text) + cell_width(said) + _MARGINS <= width:
        return Words([place, piece(look, "   "), words], keys, _levels(session, look), firm=True)
    return Words([words], keys, firm=True)


def _levels(session: Session, look: Look) -> Sequence[Segment]:
    """A dot for each level of replies, in its colour where it is open."""
    shown, levels = describe_levels(session)
    shut, most = look.signs.levels[1], min(levels, _MOST_DOTS)
    dots = [piece(look, look.signs.levels[0], color=look.hue(level)) for level in range(min(shown, most))]
    dots += [piece(look, shut, color=look.faint)] * (most - len(dots))
    return [piece(look, "   "), *dots] if shut and dots else []
