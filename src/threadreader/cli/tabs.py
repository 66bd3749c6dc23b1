"""Server of `serve`: a reader in a pseudo-terminal of its own for each tab of a browser on this machine.

Whoever has an address that works once gets a cookie, and with it pages, script and WebSocket: requests without it, from
other pages or under another name of this machine are refused.
"""

import asyncio
import json
import logging
import os
import signal
import termios
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from functools import partial
from hmac import compare_digest
from importlib.resources import files
from secrets import token_urlsafe
from typing import Any
from weakref import WeakSet

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from threadreader.errors import TerminalError
from threadreader.library.processes import start_python

_HOST = "127.0.0.1"
_COOKIE = "reader"

_FILES = {
    "textual.js": ("js/textual.js", "text/javascript"),
    "xterm.css": ("css/xterm.css", "text/css"),
    "mono.ttf": ("fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""Files of textual-serve by the names they are served under, with their types."""

_FOCUS = "addEventListener('load', () => document.querySelector('.xterm-helper-textarea')?.focus())"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "connect-src 'self' ws://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

# The session leader takes the terminal that it begins with as its own, so that closing this hangs up.
_READ = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from threadreader.__main__ import run
raise SystemExit(run())
"""
_OTHER_TERMINAL = {"COLUMNS", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "LINES", "STY", "TERM_PROGRAM", "TMUX"}

_MAX_CELLS = 1000  # a side of the screen, beyond what any monitor shows
_MAX_UNREAD_KEYS = 1 << 20  # bytes, of a paste or of a reader that hangs
_SECONDS_TO_END = 5  # until a reader that was hung up on is killed; it needs a tenth of one
_HEARTBEAT_SECONDS = 30  # finds tabs that went away without closing


@asynccontextmanager
async def serve_tabs(command: Sequence[str], port: int, on_address: Callable[[str], object]) -> AsyncIterator["Tabs"]:
    """Serve readers that run a command, at a free port for 0; afterwards all have ended. Raises TerminalError."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # it would log addresses
    tabs = Tabs(command, on_address)
    runner = web.AppRunner(tabs.app, access_log=None, shutdown_timeout=2 * _SECONDS_TO_END)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, _HOST, port).start()
        except OSError as problem:
            trouble = f"cannot use port {port}: {(problem.strerror or str(problem)).partition(': ')[2] or problem}"
            raise TerminalError("serve", trouble, "without --port, a free one is used") from problem
        tabs.begin(runner.addresses[0][1])
        yield tabs
    finally:
        await runner.cleanup()


class Tabs:
    """The pages that a browser gets, and who gets them."""

    def __init__(self, command: Sequence[str], on_address: Callable[[str], object]) -> None:
        self._command = command
        self._on_address = on_address
        self._token = ""
        self._port = 0
        self.address = ""
        self._cookie = token_urlsafe()
        # Cookies ignore ports: with a path of its own, other servers of this machine do not get this one.
        self._root = f"/{token_urlsafe(9)}/"
        self._open = WeakSet[web.WebSocketResponse]()
        self.admitted = asyncio.Event()
        self.app = web.Application(middlewares=[web.middleware(partial(self._guard))])
        self.app.on_response_prepare.append(self._add_headers)
        self.app.on_shutdown.append(self._close_all)
        self.app.add_routes(
            [
                web.get("/{token}", self._admit, allow_head=False),
                web.get(self._root, self._page, allow_head=False),
                web.get(f"{self._root}socket", self._tab, allow_head=False),
                web.get(f"{self._root}{{name}}", self._file, allow_head=False),
            ]
        )

    def begin(self, port: int) -> None:
        """Tell the first address."""
        self._port = port
        self._renew()

    def _renew(self) -> None:
        self._token = token_urlsafe()
        self.address = f"http://{_HOST}:{self._port}/{self._token}"
        self._on_address(self.address)

    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse other pages in the browser, other names for this machine, and whoever was not let in."""
        hosts = {f"{name}:{self._port}" for name in (_HOST, "localhost")}
        origin = request.headers.get("Origin")
        is_own = origin == f"http://{request.host}" or (origin is None and not request.path.endswith("/socket"))
        if request.host not in hosts or not is_own:
            raise web.HTTPForbidden
        known = request.cookies.get(_COOKIE, "").encode()
        if request.path.startswith(self._root) and not compare_digest(known, self._cookie.encode()):
            raise web.HTTPForbidden
        return await handler(request)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(
            {
                "Cache-Control": "no-store",
                "Content-Security-Policy": _POLICY.format(host=request.host),
                "Cross-Origin-Opener-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            }
        )

    async def _admit(self, request: web.Request) -> web.StreamResponse:
        if not compare_digest(request.match_info["token"].encode(), self._token.encode()):
            raise web.HTTPForbidden(text="This address has been used. The terminal shows one that works.")
        self._renew()
        self.admitted.set()
        answer = web.HTTPSeeOther(self._root)
        answer.set_cookie(_COOKIE, self._cookie, path=self._root, httponly=True, samesite="Lax")
        raise answer

    async def _page(self, request: web.Request) -> web.StreamResponse:
        page = files("threadreader.cli").joinpath("serve.html").read_text("utf-8")
        socket = f"ws://{request.host}{self._root}socket"
        return web.Response(text=page.replace("SOCKET", socket), content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "focus.js":
            return web.Response(text=_FOCUS, content_type="text/javascript")
        if name not in _FILES:
            raise web.HTTPNotFound
        path, kind = _FILES[name]
        content = files("textual_serve").joinpath("static", path).read_bytes()
        return web.Response(body=content, content_type=kind)

    async def _tab(self, request: web.Request) -> web.StreamResponse:
        """Start a reader, which ends with the tab as the tab's connection ends with it."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS, max_msg_size=_MAX_UNREAD_KEYS)
        await socket.prepare(request)
        self._open.add(socket)
        async with _terminal(self._command, request.query) as (screen, keys):
            drawing = asyncio.create_task(_draw(screen, socket))
            await _obey(socket, keys)
            drawing.cancel()
        return socket

    async def _close_all(self, _: web.Application) -> None:
        await asyncio.gather(*(socket.close() for socket in self._open))


@asynccontextmanager
async def _terminal(
    command: Sequence[str], size: Any
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.WriteTransport]]:
    """Run a command in a pseudo-terminal: what it draws, and where keys go. Afterwards it has ended."""
    leader, follower = os.openpty()
    loop = asyncio.get_running_loop()
    _resize(leader, size)
    screen = asyncio.StreamReader()
    drawn, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(screen), os.fdopen(leader, "rb", 0))
    keys, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(os.dup(leader), "wb", 0))
    environment = {name: value for name, value in os.environ.items() if name not in _OTHER_TERMINAL}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), follower)
    with ExitStack() as open_pipes:
        open_pipes.callback(keys.abort)
        open_pipes.callback(drawn.close)
        try:
            process = await start_python(_READ, *command, env=environment, start_new_session=True, **streams)
        finally:
            os.close(follower)
        try:
            yield screen, keys
        finally:
            open_pipes.close()  # hangs up
            try:
                await asyncio.wait_for(process.wait(), _SECONDS_TO_END)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()


def _resize(terminal: int, size: Any) -> None:
    """Resize a terminal to what a browser says; what is no size is ignored."""
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        rows, columns = int(size["height"]), int(size["width"])
        if 0 < rows <= _MAX_CELLS and 0 < columns <= _MAX_CELLS:
            termios.tcsetwinsize(terminal, (rows, columns))


async def _draw(screen: asyncio.StreamReader, socket: web.WebSocketResponse) -> None:
    """Send what a reader draws, until it ends; its terminal then fails to be read."""
    with suppress(OSError):
        while drawn := await screen.read(1 << 16):
            await socket.send_bytes(drawn)
    await socket.close()


async def _obey(socket: web.WebSocketResponse, keys: asyncio.WriteTransport) -> None:
    """Hand on keys and sizes, until the connection ends or says what textual-serve's script does not."""
    async for message in socket:
        try:
            kind, value, *_ = [*json.loads(message.data), None] if message.type is WSMsgType.TEXT else ["", None]
        except (ValueError, TypeError):
            return
        if kind == "stdin" and isinstance(value, str):
            if keys.get_write_buffer_size() > _MAX_UNREAD_KEYS:
                return
            keys.write(value.encode("utf-8", "replace"))
        elif kind == "resize":
            _resize(keys.get_extra_info("pipe").fileno(), value)
        elif kind == "ping":
            await socket.send_json(["pong", value])
