"""Other keys to begin with than those of the table."""

from collections.abc import Callable, Mapping
from typing import Final

from threadreader.tui.keys import KEYS

_INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {
    "reply.parent": ("alt+up",),
    "reply.root": ("ctrl+up",),
    "go.article": ("ctrl+home",),
    "article.next-heading": ("shift+down",),
    "article.previous-heading": ("shift+up",),
    "fold.close-branch": ("ctrl+down",),
    "fold.close-all": ("alt+home",),
    "fold.open-all": ("alt+end",),
    "fold.less": ("shift+left",),
    "fold.more": ("shift+right",),
    "fold.level": ("\\ digit",),
    "quote.peek": ("f4",),
    "reply.change": ("~",),
    "quote.hide": ("ctrl+t",),
    "quote.skip": ("ctrl+g",),
    "quote.next": ("]",),
    "quote.previous": ("[",),
    "find.next": ("f3", "ctrl+n"),
    "find.previous": ("f15",),
    "find.by-time": ("f5",),
    "find.newest": ("f6",),
    "find.map": ("f7",),
    "people.next": ("f8",),
    "people.previous": ("f9",),
    "people.conversation": ("ctrl+k",),
    "people.talk": ("ctrl+k",),
    "link.hints": ("#",),
    "link.open": ("$",),
    "link.page": ("^",),
    "link.picture": (";",),
    "link.copy": ("%",),
    "copy.text": ("% %",),
    "copy.quotation": ("% >",),
    "copy.address": ("% /",),
    "copy.path": ("% ^",),
    "copy.branch": ("% |",),
    "export.copy": ("%",),
    "panes.cycle": ("ctrl+w",),
    "panes.strip": ("ctrl+x",),
    "panes.ancestors": ("f12",),
    "library.open-unread": ("alt+enter",),
    "library.next-hit": ("f3", "ctrl+n"),
    "library.previous-hit": ("f15",),
    "library.sort": ("f6",),
    "library.import": ("insert",),
    "library.export": ("ctrl+s",),
    "library.read": ("ctrl+r",),
    "library.remove": ("delete",),
    "library.undo": ("ctrl+y",),
    "keep.read": ("ctrl+r",),
    "keep.read-branch": ("ctrl+v",),
    "keep.unread-from": ("alt+pagedown",),
    "keep.unread-all": ("alt+pageup",),
    "keep.mute": ("delete",),
    "keep.mark": ("! letter",),
    "keep.export": ("ctrl+s",),
    "app.leave": ("f10",),
}


def _arrows() -> dict[str, tuple[str, ...]]:
    """The keys of the table that need no letter, and others where none is left."""
    plain = {row.id: tuple(typed for typed in row.keys if not _needs_letter(typed)) for row in KEYS}
    return {**plain, **_INSTEAD}


def _needs_letter(typed: str) -> bool:
    return any(len(part) == 1 and part.isalpha() for part in typed.split())


PRESETS: Final[Mapping[str, Callable[[], Mapping[str, tuple[str, ...]]]]] = {"vi": dict, "arrows": _arrows}
"""What gives the keys of each preset, where they are others than the table's."""
