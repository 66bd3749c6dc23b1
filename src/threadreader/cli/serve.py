"""Command `serve`: the reader in a browser on this machine. Each tab is a process in a pseudo-terminal of its own.

The browser draws with xterm.js, in the script and style sheet of textual-serve; of its server nothing is used.
`docs/threats.md` says what keeps others out.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.output import print_line
from threadreader.cli.page_argument import check_argument, file_of
from threadreader.errors import PageError, SeveralPagesError, TerminalError
from threadreader.paths import install_command

if TYPE_CHECKING:
    from threadreader.cli.tabs import Tabs


def serve(arguments: argparse.Namespace) -> int:
    """Serve a page, a stored thread or the library to a browser until ^c, SIGTERM or SIGHUP."""
    if sys.platform == "win32":
        raise TerminalError("serve", "Windows has no pseudo-terminals", "it works in WSL")
    page: str | None = arguments.page
    if page == "-":
        raise PageError("stdin", "cannot be served", "save it to a file")
    if page:
        with contextlib.suppress(SeveralPagesError):
            check_argument(page, file_of(page)[0])
    if not find_spec("textual_serve"):
        cure = f"install it: {install_command('serve')}"
        raise TerminalError("serve", "needs textual-serve, which is not installed", cure)
    options = ["--ascii"] if arguments.ascii else []
    command = ["open", *options, *(["--", page] if page else [])]
    asyncio.run(_serve(command, arguments.port, shows_browser=not arguments.no_browser))
    return 0


async def _serve(command: Sequence[str], port: int, *, shows_browser: bool) -> None:
    from threadreader.cli.tabs import serve_tabs

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve_tabs(command, port, lambda address: _tell(f"open once: {address}")) as tabs:
        _tell("Each tab is a reader of its own, and ends when you close it. ^c ends the server and all readers.")
        opening = asyncio.create_task(_open_browser(tabs)) if shows_browser else None
        await stop.wait()
        if opening:
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
    print_line("stopped")


def _tell(text: str) -> None:
    print_line(text)
    sys.stdout.flush()  # also where another program reads the address


async def _open_browser(tabs: "Tabs") -> None:
    """Open the address by a file that only the user can read, since others see the arguments of programs.

    It is in the home folder by a visible name: a browser in a sandbox, as Ubuntu's Firefox, sees no other.
    """
    import tempfile

    from threadreader.tui.terminal import open_in_browser

    with tempfile.NamedTemporaryFile(
        "w", prefix="threadreader-", suffix=".html", dir=Path.home(), encoding="ascii"
    ) as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0;url={tabs.address}">')
        file.flush()
        if not await open_in_browser(Path(file.name).as_uri(), contextlib.nullcontext):
            _tell("no browser could be opened: open the address yourself")
        await tabs.admitted.wait()
