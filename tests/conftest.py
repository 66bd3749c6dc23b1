"""What every test gets: a home of its own, no network, one time zone."""

import asyncio
import functools
import gc
import importlib
import inspect
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.entropy import deterministic_PRNG

_NETWORK = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
    }
)

_KINDS = {
    "screen": "that play on the screen",
    "process": "that start the program or others",
    "pages": "that read saved pages",
    "slow": "that take long",
}
"""What is left out where nothing is asked for: who names a path, words or marks gets all that these name."""

_LEFT_OUT = pytest.StashKey[Counter[str]]()

_MOST_SECONDS = 240
"""The slowest test of a screen takes 5 seconds on a quiet machine."""


class _Unread(HypothesisProvider):
    """Draws without the literals of the modules that are loaded: with them, other tests beside a test, another order
    and each new word of the program would give it other examples.
    """

    _local_constants = Constants()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden files with what the program gives now"
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No processes beside this one where golden files are written: several tests write parts of the same one."""
    return 0 if config.getoption("--update-golden") else None


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["UPDATE_GOLDEN"] = "1"
    if config.args_source is not config.ArgsSource.ARGS and not (config.option.markexpr or config.option.keyword):
        config.option.markexpr = "quick"
    config.stash[_LEFT_OUT] = Counter()
    _choose_examples(os.environ.get("HYPOTHESIS_PROFILE", "same"))
    sys.addaudithook(_refuse_network)
    # A shell may set it, and what a program says at its end depends on whether its output is buffered.
    os.environ.pop("PYTHONUNBUFFERED", None)
    # Programs that are started inherit what is ignored here, as it is behind nohup and in the background of a shell.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _bounded(item.obj)
            if not item.get_closest_marker("way"):
                item.add_marker("screen")
        if isinstance(item, pytest.Function) and "pages" in item.fixturenames:
            item.add_marker("pages")
        if not any(map(item.get_closest_marker, _KINDS)):
            item.add_marker("quick")


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        kind = next((kind for kind in _KINDS if item.get_closest_marker(kind)), "")
        item.config.stash[_LEFT_OUT][kind] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)  # of a process of xdist
    if output is not None:
        left_out = session.config.stash[_LEFT_OUT]
        output["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Each process looks at all tests, and leaves out the same.
    left_out: Counter[str] = Counter(getattr(node, "workeroutput", {}).get("left_out", {}))
    node.config.stash[_LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash[_LEFT_OUT]
    if config.option.markexpr == "quick" and left_out:
        counts = ", ".join(f"{left_out[kind]:,} {what}" for kind, what in _KINDS.items() if left_out[kind])
        terminalreporter.write_line(f"Left out: {counts}. `pytest tests` runs all, `pytest -m screen` one kind.")


def _bounded(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The test, failing where a screen waits in vain: else the whole run would wait with it."""

    @functools.wraps(test)
    async def bounded(*arguments: Any, **named: Any) -> None:
        async with asyncio.timeout(_MOST_SECONDS):
            await test(*arguments, **named)

    return bounded


def pytest_collection_finish() -> None:
    """No garbage is looked for in all the tests and what they import: that is an eighth of the work of a run."""
    with deterministic_PRNG():
        # Makes the one generator of Hypothesis, which warns if it does not find who owns it, as when that is frozen.
        gc.collect()
    gc.freeze()


def _choose_examples(profile: str) -> None:
    """The same examples in every run, so that a change is judged by itself; "explore" looks for new ones."""
    slow = [HealthCheck.too_slow]  # says how busy the machine is
    settings.register_profile("same", deadline=None, suppress_health_check=slow, max_examples=60, derandomize=True)
    settings.register_profile(
        "explore", deadline=None, suppress_health_check=slow, max_examples=1000, derandomize=False, print_blob=True
    )
    settings.load_profile(profile)
    if settings.get_current_profile_name() == "same":
        AVAILABLE_PROVIDERS["hypothesis"] = _Unread


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise RuntimeError(f"a test used the network: {event} {arguments[1:]}")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The program's only folder during a test; it does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("THREADREADER_HOME", str(folder))
    monkeypatch.setenv("TZ", "UTC")
    # What is on the screen depends on none of whoever runs the tests.
    for name in ("NO_COLOR", "COLUMNS", "LINES", "PYTHONWARNINGS", "TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    time.tzset()
    yield folder
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def _disk_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library is spared a loss of power by: no test has one, and to wait for the disk takes longest."""
    monkeypatch.setattr("threadreader.store.connection.SYNCHRONOUS", "OFF")


@pytest.fixture
def as_nobody() -> Iterator[Callable[[], None]]:
    """Gives up the rights of root, which no permission stops, until the test is over.

    What packages there are is looked up anew then: Python remembers a folder of them that nobody may not read as one
    without any. A test imports what it needs before.
    """
    if not hasattr(os, "seteuid"):
        pytest.skip("this system has no users to become")
    before = os.geteuid()
    yield lambda: os.seteuid(65534) if before == 0 else None
    os.seteuid(before)
    importlib.invalidate_caches()


@pytest.fixture
def now() -> datetime:
    """One moment, for what takes the time as an argument."""
    return datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def pages() -> Path:
    """The folder of real saved pages that THREADREADER_PAGES names."""
    folder = os.environ.get("THREADREADER_PAGES")
    if not folder:
        pytest.skip("THREADREADER_PAGES does not name a folder of saved pages")
    return Path(folder)


@pytest.fixture(autouse=True, scope="session")
def _without_daily_backups() -> Iterator[None]:
    """No test starts a process for the backups of the day but those that test it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("threadreader.library.backups.start", lambda *_: None)
        yield
