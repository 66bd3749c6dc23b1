"""Commands that words are handed to: what they get and print, and how they are ended."""

import asyncio
import os
import select
import shlex
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from threadreader.tui.screens.main import MAX_CHARS, parse_command, run_command

# No screen is played on: all of this together takes less than a second of a processor.
pytestmark = pytest.mark.way


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def run(command: list[str], text: str = "") -> tuple[str, str]:
    """What a command printed, and how it ended."""
    printed: list[str] = []
    ended = await run_command(command, text, printed.append)
    return "".join(printed), ended


ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"


@pytest.mark.parametrize("text", ["", "Ünïcödé 漢字\n", pytest.param("x" * 150_000, id="long"), "a\r\nb\rc"])
async def test_a_command_gets_the_words_and_what_it_prints_is_shown(text: str) -> None:
    assert await run(python(ECHO), text) == (text.replace("\r\n", "\n").replace("\r", "\n"), "")


async def test_what_is_no_text_and_what_would_command_the_terminal_is_made_visible() -> None:
    printed, _ = await run(python(r"import sys; sys.stdout.buffer.write(b'\x1b]52;c;UFdO\x07 \xff \xe2\x80\xaeabc')"))
    assert printed == "␛]52;c;UFdO␇ \N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}abc"


async def test_half_a_character_at_the_end_is_made_visible() -> None:
    code = r"import sys; sys.stdout.buffer.write(b'a\xe2\x82')"
    assert await run(python(code)) == ("a\N{REPLACEMENT CHARACTER}", "")


async def test_nothing_waits_for_one_that_is_not_ours_to_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_group: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "killpg", refuse)
    printed, ended = await run(python("while True: print('x' * 1000)"))
    assert len(printed) == MAX_CHARS
    assert ended.startswith("stopped")


async def test_errors_are_shown_and_the_code_is_said() -> None:
    assert await run(python("import sys; print('no such word', file=sys.stderr); sys.exit(3)")) == (
        "no such word\n",
        "exit code 3",
    )


async def test_a_command_that_reads_nothing_is_no_problem() -> None:
    assert await run(python("print(1)"), "x" * 1_000_000) == ("1\n", "")


async def test_one_that_prints_without_an_end_is_stopped() -> None:
    printed, ended = await run(python("while True: print('x' * 1000)"))
    assert len(printed) == MAX_CHARS
    assert ended == f"stopped at {MAX_CHARS:,} characters of output"


async def test_one_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    (tmp_path / "no-program").write_text("words")
    _, ended = await run([str(tmp_path / "no-program")])
    assert ended.startswith("cannot start: Permission denied")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system does not tell when a process of others ends")
async def test_one_that_never_ends_is_killed_with_its_children() -> None:
    for pid in await start_and_stop(own_session=False):
        with suppress(ProcessLookupError), os.fdopen(os.pidfd_open(pid)) as process:
            assert select.select([process], [], [], 60)[0]


async def test_nothing_waits_for_a_child_that_left_the_session() -> None:
    _, child = await start_and_stop(own_session=True)
    os.kill(child, signal.SIGKILL)


async def test_one_that_ended_and_left_its_pipe_to_another_is_stopped() -> None:
    code = "import os, time\nif os.fork(): os._exit(0)\nos.setsid(); print(os.getpid(), flush=True); time.sleep(600)"
    printed = asyncio.Queue[str]()
    running = asyncio.ensure_future(run_command(python(code), "", printed.put_nowait))
    child = int(await printed.get())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, 10)
    os.kill(child, signal.SIGKILL)


async def start_and_stop(*, own_session: bool) -> list[int]:
    """The process of a command that never ends and of its child, after stopped."""
    code = (
        "import os, subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
        f" start_new_session={own_session}); print(os.getpid(), child.pid, flush=True); child.wait()"
    )
    printed = asyncio.Queue[str]()
    running = asyncio.ensure_future(run_command(python(code), "", printed.put_nowait))
    line = ""
    while "\n" not in line:
        line += await printed.get()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    return [*map(int, line.split())]


@pytest.mark.parametrize(
    ("typed", "command", "refusal"),
    [
        (f"{shlex.quote(sys.executable)} -c 'a b'", (sys.executable, "-c", "a b"), ""),
        ("  ", (), ""),
        ("no-such-command -x", (), "no such command: no-such-command"),
        ("wc 'a", (), "No closing quotation: wc 'a"),
        ("$(reboot)", (), "no such command: $(reboot)"),
        ("; reboot", (), "no such command: ;"),
    ],
)
def test_a_command_line_is_parted_as_a_shell_does_and_no_shell_runs_it(
    typed: str, command: tuple[str, ...], refusal: str
) -> None:
    found, why = parse_command(typed)
    assert (tuple(found), why) == (command, refusal)
