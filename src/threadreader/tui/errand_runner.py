"""Runs the errands that actions leave to the screen: the clipboard, the browser, pictures."""

import os
from collections.abc import Callable

from textual.app import App

from threadreader.session import Session
from threadreader.session.state import Browse, Copy, ShowPictures
from threadreader.tui.browsing import browse, has_browser


def run_errands(
    session: Session, app: App[None], say: Callable[[str], None], show: Callable[[ShowPictures], None]
) -> None:
    """Run what is to be done; `say` hears of what takes time, and `show` shows pictures."""
    while session.errands:
        match session.errands.pop(0):
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
