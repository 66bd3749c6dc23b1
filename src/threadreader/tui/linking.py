"""Linking the quotations of a stored thread in another process, which keeps this one free for keys."""

import asyncio
import sys
from pathlib import Path

_LINK = "import sys; from threadreader import library; library.link_stored(sys.argv[1], int(sys.argv[2]))"


async def link_elsewhere(file: Path, number: int) -> bool:
    """Link the quotations of a thread in a library file; whether that worked. Cancelled, it ends the process."""
    command = (sys.executable, "-c", _LINK, str(file), str(number))
    nothing = asyncio.subprocess.DEVNULL
    linking = await asyncio.create_subprocess_exec(*command, stdin=nothing, stdout=nothing, stderr=nothing)
    try:
        return await linking.wait() == 0
    finally:
        if linking.returncode is None:
            linking.terminate()
