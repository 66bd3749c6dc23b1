"""Executors for tests, and an address for a cluster."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Here(Executor):
    """Does the work at once, in this process; `spoil` is called with the number of each task before it."""

    def __init__(self, spoil: Callable[[int], None] = lambda _: None) -> None:
        self._spoil = spoil
        self.submitted = 0

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.submitted += 1
        try:
            self._spoil(self.submitted)
            future.set_result(work(*arguments, **named))
        except Exception as problem:  # noqa: BLE001 - it is raised by the future
            future.set_exception(problem)
        return future


def free_port() -> str:
    """A port of this machine that nobody listens at; asked for in another process, since tests use no network."""
    ask = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    return subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
