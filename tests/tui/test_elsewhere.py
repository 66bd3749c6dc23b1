"""Work in another process."""

import asyncio
import gc
import os
from pathlib import Path

import pytest

from threadreader.tui import elsewhere
from threadreader.tui.elsewhere import run_elsewhere

ENDLESS = """
import os, threading
print(os.getpid(), flush=True)
threading.Event().wait()
"""


def test_work_that_is_given_up_has_ended_before_the_program_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_RUN", ENDLESS)

    async def give_up() -> int:
        heard = asyncio.Queue[str]()
        working = asyncio.create_task(run_elsewhere("renew", Path("library"), hear=heard.put_nowait))
        number = int(await heard.get())
        working.cancel()
        await asyncio.sleep(0)  # As the program does it, and then the loop of it once more.
        return number

    number = asyncio.run(give_up())
    gc.collect()  # What is left of it would say so now.
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
