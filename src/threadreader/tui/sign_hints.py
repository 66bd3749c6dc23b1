"""Explanations of signs on the status line, each once, when it is first on what is read."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from threadreader.preferences import Preferences
from threadreader.session import Pane, Session
from threadreader.tui.keymap import Keymap
from threadreader.tui.symbols import Signs

_PREFIX = "sign."
_MEANINGS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "quoted": ("{count}{quoted}", "quotes this", "quote.quoters", ""),
    "source": ("┃", "a quotation", "quote.follow", "to its source"),
    "folded": ("{folded} +{count} {hidden}", "closed", "fold.open", "opens it"),
    "unread": ("{unread}", "not read yet", "find.next", "to the next"),
    "op": (" OP ", "wrote the article", "", ""),
    "dialogue": ("⇄", "two go back and forth, not indented further", "", ""),
    "unresolved": ("┆", "a quotation whose source is not here", "", ""),
    "edited": ("{edited}", "edited since the save before", "reply.change", "how"),
    "gone": ("{gone}", "not in the newest save any more", "", ""),
}
"""By sign: how it is drawn, its meaning, and the action about it with what its key does."""


class SignHints(Struct):
    """The signs that were not explained yet; `preferences` keep which were."""

    keymap: Keymap
    preferences: Preferences
    signs: Signs
    _shown: str = ""

    def text(self, session: Session) -> str:
        """Explanation of a sign on what is read, "" where all were explained, are words, or nothing is kept."""
        if self.preferences.file is None or self.signs.cursor or session.has_layer:
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

    def press(self) -> None:
        """Note that a key was pressed: what was shown until then need not be shown again."""
        if self._shown:
            self.preferences.used = {**self.preferences.used, _PREFIX + self._shown: 1}
            self._shown = ""


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
        "dialogue": index in session.replies.layout.dialogues.starts,
        "unresolved": bool(tails.unresolved),
        "edited": skeleton.ids[index] in changes.edited,
        "gone": skeleton.ids[index] in changes.gone,
    }
    yield from ((name, 1) for name, is_so in states.items() if is_so)
