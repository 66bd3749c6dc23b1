"""The tour of the demo: five hints on the status line, each gone when its key was pressed once."""

from msgspec import Struct

from threadreader.model.page import Entry
from threadreader.preferences import Preferences
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session
from threadreader.tui.drawing.bars import MARGINS
from threadreader.tui.keymap import Keymap

# What nobody would guess and everybody needs, in the order in which a reader of the demo comes to need it; last in few
# columns.
_STEPS = (
    ("read.on", "reads on, page by page", "reads on"),
    ("go.other-pane", "goes to the replies, and back", "goes to the replies"),
    ("quote.follow", "shows what this reply quotes", "shows its source"),
    ("go.back", "comes back to where you were", "comes back"),
    ("app.help", "explains the signs and keys", "signs and keys"),
)


class Tour(Struct):
    """The hints that are left; `preferences` keep that the tour is over."""

    keymap: Keymap
    preferences: Preferences
    pressed: set[str] = set()

    def text(self, session: Session) -> str:
        """The next hint, first that of a key whose moment has come; "" where other keys matter, or the tour is over."""
        if self.preferences.toured or session.has_layer:
            return ""
        if session.pane is Pane.REPLIES:
            self.pressed.add("go.other-pane")
        left = [(number, step) for number, step in enumerate(_STEPS, 1) if step[0] not in self.pressed]
        if not left:
            self.preferences.toured = True
            return ""
        now = _due(session)
        number, (key, does, in_short) = next((each for each in left if each[1][0] == now), left[0])
        label, tour = self.keymap.labels(key), f"tour {number}/{len(_STEPS)}"
        out = " · ".join(f"{keys} ends it" for keys in [self.keymap.labels("app.back-out")] if keys)
        whole = " · ".join(filter(None, (f"{label} {does}", tour, out)))
        if session.terminal and cell_width(whole) + MARGINS > session.terminal[0]:
            # What comes last may be left out.
            return " · ".join(filter(None, (f"{label} {in_short}", out, tour)))
        return whole

    def press(self, key: str, *, in_layer: bool) -> str:
        """Note a key; the one that leads out of a thread ends the tour, does nothing else, and this says so."""
        self.pressed.add(key)
        if key != "app.back-out" or in_layer or self.preferences.toured:
            return ""
        self.preferences.toured = True
        return "the tour is over"


def _due(session: Session) -> str:
    """The key whose moment has come, "" where that is of none."""
    if session.link_highlight and session.jumps.behind:
        return "go.back"
    if session.pane is Pane.REPLIES and session.cursor and session.quoting.of(session.cursor):
        return "quote.follow"
    return ""


def tour_of(entry: Entry, keymap: Keymap, preferences: Preferences) -> Tour | None:
    """The tour of a thread: the demo has one, until it was taken."""
    from threadreader.sample import NAME, sample_page

    if preferences.toured or all(save.name != NAME for save in entry.page.saves):
        return None
    from hashlib import sha256

    digest = sha256(sample_page()).hexdigest()
    return Tour(keymap, preferences) if any(save.digest == digest for save in entry.page.saves) else None
