"""What is written to a terminal so that a text is on its clipboard, also from inside tmux and GNU screen.

The terminal takes it as OSC 52. What stands between keeps that from it unless it is wrapped in a DCS, which it passes
on; tmux does so where `allow-passthrough` is set, and takes the plain one where `set-clipboard` is. Screen takes only
short strings, and shows the rest of a long one as text: each goes in pieces.

The reader's browser: whether there is one here, and an address shown in it.

Runs the errands that actions leave to the screen: the clipboard, the browser, pictures.
"""

import base64
import os
import sys
import webbrowser
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from textual.app import App

from threadreader.session import Session
from threadreader.session.state import Browse, Copy, ShowPictures
from threadreader.tui.background import start_python

_OPENED, _CLOSED = "\x1bP", "\x1b\\"
_LONGEST = 240
"""Bytes of a string that every screen takes."""


def copying(text: str, variables: Mapping[str, str]) -> str:
    """The sequences for a text, in the terminal that the environment tells of."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode(errors='replace')).decode()}\a"
    if _in_tmux(variables):
        escaped = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}{_OPENED}tmux;{escaped}{_CLOSED}"
    if _in_screen(variables):
        pieces = (plain[start : start + _LONGEST] for start in range(0, len(plain), _LONGEST))
        return "".join(f"{_OPENED}{piece}{_CLOSED}" for piece in pieces)
    return plain


def _in_tmux(variables: Mapping[str, str]) -> bool:
    return bool(variables.get("TMUX")) or variables.get("TERM", "").startswith("tmux")


def _in_screen(variables: Mapping[str, str]) -> bool:
    return bool(variables.get("STY")) or variables.get("TERM", "").startswith("screen")


_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def has_browser(variables: Mapping[str, str]) -> bool:
    """Whether a browser would open where the reader sits: one that is named, or one on this machine's own screen."""
    if variables.get("BROWSER"):
        return True
    if any(variables.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(variables.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


async def browse(address: str, in_terminal: Callable[[], AbstractContextManager[None]]) -> bool:
    """Show an address in the browser; whether that worked. One that needs the terminal is lent it.

    It runs in a process of its own: what browsers print must not end up on the screen.
    """
    if not has_browser(os.environ):
        return False
    try:
        chosen = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(chosen) is webbrowser.GenericBrowser:
        with in_terminal():
            return await (await start_python(_OPEN, address)).wait() == 0
    opening = await start_python(_OPEN, address, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
    return await opening.wait() == 0


def run_errands(
    session: Session, app: App[None], say: Callable[[str], None], show: Callable[[ShowPictures], None]
) -> None:
    """Run what is to be done; `say` hears of what takes time, and `show` shows pictures."""
    while session.effects:
        match session.effects.pop(0):
            case Copy(text):
                app.copy_to_clipboard(text)
            case Browse(address):
                app.run_worker(_show(address, app, say))
            case ShowPictures() as look:
                show(look)


async def _show(address: str, app: App[None], say: Callable[[str], None]) -> None:
    """Show an address in the browser; where there is none it goes to the clipboard, for one elsewhere."""
    if await browse(address, app.suspend):
        say(f"opened {address}")
        return
    app.copy_to_clipboard(address)
    why = "the browser did not open" if has_browser(os.environ) else "no browser here"
    say(f"{why}, copied: {address}")
