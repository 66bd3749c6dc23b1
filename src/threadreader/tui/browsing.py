"""The reader's browser: whether there is one here, and an address shown in it."""

import os
import sys
import webbrowser
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from threadreader.tui.elsewhere import start_python

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
