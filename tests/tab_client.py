"""What a browser does with `threadreader serve`, as a program: requests are lines of JSON, and so are their answers.

Tests start it, since they themselves may use no sockets.
"""

import asyncio
import json
import sys
from typing import Any

import aiohttp
import pyte

_MAX_SECONDS = 30  # in which something is drawn, however busy the machine is


class Client:
    """A session with cookies, and a tab with its screen."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)
        self._answers: list[str] = []

    async def get(self, address: str, headers: dict[str, str]) -> Any:
        """The answer to a request: its status, headers and text."""
        async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
            text = (await answer.read()).decode(errors="replace")
            return {"status": answer.status, "headers": dict(answer.headers), "text": text}

    async def open(self, address: str, headers: dict[str, str]) -> Any:
        """Open a tab's connection: the status, 101 for success."""
        try:
            self._socket = await self._session.ws_connect(f"{address}?width=100&height=30", headers=headers)
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status
        return 101

    async def send(self, *message: Any) -> None:
        assert self._socket
        if message[0] == "resize":
            self._screen.resize(message[1]["height"], message[1]["width"])
            self._screen.reset()
        await self._socket.send_json(message)

    async def wait_for(self, text: str) -> Any:
        """Take what is drawn until a text is there: the screen, with lines for answers and the connection's end."""
        assert self._socket
        while not any(text in line for line in (*self._screen.display, *self._answers)):
            message = await asyncio.wait_for(self._socket.receive(), _MAX_SECONDS)
            if message.type is aiohttp.WSMsgType.BINARY:
                self._stream.feed(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                self._answers.append(message.data)
            else:
                return [*self._screen.display, "ENDED"]
        return [*self._screen.display, *self._answers]

    async def close(self) -> None:
        assert self._socket
        await self._socket.close()


async def _run() -> None:
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        client = Client(session)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            name, *arguments = json.loads(line)
            sys.stdout.write(json.dumps(await getattr(client, name)(*arguments)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_run())
