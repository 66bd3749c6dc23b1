"""Hints on the status line where it has no message: the tour of the demo, and what a sign means that is new."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from threadreader.model.page import Entry
from threadreader.model.quote import Anchor
from threadreader.preferences import Preferences
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session
from threadreader.tui.drawing.rows import MARGINS
from threadreader.tui.keys import Keymap
from threadreader.tui.theme import Signs

# What nobody would guess and everybody needs, in the order in which a reader of the demo comes to need it; last in few
# columns. Each is gone when what its key does has happened, by whatever key.
_TOUR = (
    ("read.on", "next page", "next page"),
    ("go.other-pane", "to the replies, at any time", "to the replies"),
    ("quote.follow", "go to what this reply quotes", "go to its source"),
    ("go.back", "back to where you were", "back"),
    ("app.help", "help: signs and keys", "help"),
)
_TO_A_QUOTATION = ("reply.next", "next reply, to one that quotes", "next reply")

_PREFIX = "sign."
_MEANINGS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "quoted": ("{count}{quoted}", "quotes this", "quote.quoters", ""),
    "source": ("┃", "quotation", "quote.follow", "go to its source"),
    "folded": ("{folded} +{count} {hidden}", "collapsed", "fold.open", "expand"),
    "unread": ("{unread}", "unread", "find.next", "next unread"),
    "op": (" OP ", "original poster", "", ""),
    "unresolved": ("┆", "quotation, source not found", "", ""),
    "edited": ("{edited}", "edited since the previous save", "reply.change", "show edits"),
    "gone": ("{gone}", "not in the newest save", "", ""),
}
"""By sign: how it is drawn, its meaning, and the action about it with what its key does."""


class StatusHints(Struct):
    """The hints that are left; `preferences` keep that the tour is over, and which signs were explained."""

    keymap: Keymap
    preferences: Preferences
    signs: Signs
    is_demo: bool = False
    _done: set[str] = set()
    _shown: str = ""

    def text(self, session: Session) -> str:
        """The next hint: of the tour, else of a sign on what is read; "" where other keys matter, or none is left."""
        if session.has_layer:
            return ""
        return (self._tour(session) if self.is_demo else "") or self._explain(session)

    def press(self, key: str, session: Session) -> str:
        """Note a key before its action; returns a message in place of that where it only ends the tour."""
        if self._shown:
            # What was shown until now need not be shown again.
            self.preferences.used = {**self.preferences.used, _PREFIX + self._shown: 1}
            self._shown = ""
        self._done |= {key} & {"read.on", "app.help"}
        self._note_effects(session)
        if not self.is_demo or key != "app.back-out" or session.has_layer or self.preferences.toured:
            return ""
        self.preferences.toured = True
        key = self.keymap.labels("app.help")
        return f"tour finished · {key} for help" if key else "tour finished"

    def _note_effects(self, session: Session) -> None:
        """Note what has happened of the steps of the tour."""
        followed = session.link_highlight is not None or "quote.follow" in self._done
        states = {
            "read.on": session.article.extent()[0] > 0,
            "quote.follow": followed,
            "go.back": followed and not session.jumps.behind,
        }
        self._done.update(key for key, is_done in states.items() if is_done)

    def _tour(self, session: Session) -> str:
        """The next hint of the tour, first that of a key whose moment has come."""
        if self.preferences.toured:
            return ""
        self._note_effects(session)
        is_there = session.pane is Pane.REPLIES or "quote.follow" in self._done
        there = {"go.other-pane"} if is_there else set[str]()
        left = [(number, step) for number, step in enumerate(_TOUR, 1) if step[0] not in self._done | there]
        if not left:
            self.preferences.toured = True
            return ""
        now = _due(session)
        number, (key, does, in_short) = next((each for each in left if each[1][0] == now), left[0])
        if key == "quote.follow" != now:
            key, does, in_short = _TO_A_QUOTATION
        label, tour = self.keymap.labels(key), f"tour {number}/{len(_TOUR)}"
        out = " · ".join(f"{keys} ends it" for keys in [self.keymap.labels("app.back-out")] if keys)
        whole = " · ".join(filter(None, (f"{label} {does}", tour, out)))
        if session.terminal and cell_width(whole) + MARGINS > session.terminal[0]:
            # What comes last may be left out.
            return " · ".join(filter(None, (f"{label} {in_short}", out, tour)))
        return whole

    def _explain(self, session: Session) -> str:
        """Explanation of a sign on what is read, "" where all were explained, are words, or nothing is kept."""
        if self.preferences.file is None or self.signs.cursor:
            return ""
        signs = ((name, count) for name, count in _signs(session) if _PREFIX + name not in self.preferences.used)
        self._shown, count = next(signs, ("", 0))
        if not self._shown:
            return ""
        sign, means, key, does = _MEANINGS[self._shown]
        means = "quote this" if self._shown == "quoted" and count > 1 else means
        label = self.keymap.labels(key) if key else ""
        hint = f" · {label} {does}".rstrip() if label else ""
        return f"{sign.format(count=count, **asdict(self.signs)).strip()} {means}{hint}"


def _due(session: Session) -> str:
    """The key whose moment has come, "" where that is of none."""
    if session.link_highlight and session.jumps.behind:
        return "go.back"
    quotes = session.quoting.of(session.cursor) if session.pane is Pane.REPLIES and session.cursor else ()
    if not quotes:
        return ""
    from threadreader.session.context import aimed_at

    link = session.quoting.link(aimed_at(session, quotes))
    return "quote.follow" if link and not _is_in_view(session, link.target) else ""


def _is_in_view(session: Session, passage: Anchor) -> bool:
    """True if the block or the reply that a passage is in is on the screen."""
    if passage.owner is None and not session.sizes.both:
        return False
    window = (session.article if passage.owner is None else session.replies).window
    item = passage.path[0] + 1 if passage.owner is None else session.opened.skeleton.position[passage.owner]
    return item in {part.item for part in window.slices()}


def _signs(session: Session) -> Iterator[tuple[str, int]]:
    """Signs on the part of the article in view, or on the focused reply, each with its number."""
    if session.cursor is None or session.pane is Pane.ARTICLE:
        visible = {part.item - 1 for part in session.article.window.slices()}
        yield from (("quoted", each.times) for each in session.quoting.passages(None) if each.at.path[0] in visible)
        return
    index = session.replies.cursor
    outline, skeleton = session.replies.outline, session.opened.skeleton
    comment = session.opened.comment(index)
    if outline.is_folded(index) and (hidden := outline.hidden_count(index)):
        yield "folded", hidden
        return
    yield from (("quoted", passage.times) for passage in session.quoting.passages(comment.id))
    tails = session.quoting.tails(comment)
    changes = session.opened.changes
    states = {
        "source": bool(tails.sources),
        "unread": session.read_state.is_unread(index),
        "op": comment.by_op,
        "unresolved": bool(tails.unresolved),
        "edited": skeleton.ids[index] in changes.edited,
        "gone": skeleton.ids[index] in changes.gone,
    }
    yield from ((name, 1) for name, is_so in states.items() if is_so)


def is_demo(entry: Entry, preferences: Preferences) -> bool:
    """True for the thread of the sample page, until its tour was taken."""
    from threadreader.sample import NAME, sample_page

    digests = {save.digest for save in entry.page.saves if save.name == NAME}
    if preferences.toured or not digests:
        return False
    from hashlib import sha256

    return sha256(sample_page()).hexdigest() in digests
