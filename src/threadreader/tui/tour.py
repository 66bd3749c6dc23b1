"""The tour of the demo: five hints on the status line, each gone when its key was pressed once."""

from dataclasses import dataclass, field

from threadreader.model.page import Entry
from threadreader.preferences import Preferences
from threadreader.session import Pane, Session
from threadreader.tui.keymap import Keymap

# What nobody would guess and everybody needs, in the order in which a reader of the demo comes to need it.
_STEPS = (
    ("read.on", "reads on, page by page"),
    ("go.other-pane", "goes to the replies, and back"),
    ("quote.follow", "shows what this reply quotes"),
    ("go.back", "comes back to where you were"),
    ("app.help", "explains the signs and keys"),
)


@dataclass(slots=True)
class Tour:
    """The hints that are left; `preferences` keep that the tour is over."""

    keymap: Keymap
    preferences: Preferences
    pressed: set[str] = field(default_factory=set)

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
        number, (key, does) = next((each for each in left if each[1][0] == now), left[0])
        out = self.keymap.labels("app.back-out")
        return f"{self.keymap.labels(key)} {does} · tour {number}/{len(_STEPS)}{f' · {out} ends it' if out else ''}"

    def press(self, key: str, message: str, *, in_layer: bool) -> str:
        """Note a key, and what it said; returns the message to show. The key that leads out of a thread ends it."""
        self.pressed.add(key)
        if key == "app.back-out" and not in_layer and not self.preferences.toured:
            self.preferences.toured = True
            return message or "the tour is over"
        return message


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
