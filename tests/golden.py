"""Expected output kept in files."""

import os
from pathlib import Path

import pytest

_CONTEXT = 3


def compare(path: Path, got: str) -> None:
    """Fail where `got` is not what the file holds, showing the first line that differs.

    A missing file fails too. `pytest --update-golden` writes the files instead of comparing them.
    """
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(got.encode())
        return
    again = "if what the program gives is right: pytest --update-golden"
    if not path.exists():
        pytest.fail(f"there is no {path}; {again}", pytrace=False)
    expected = path.read_bytes().decode()
    if got != expected:
        pytest.fail(f"{path}: {first_difference(expected, got)}\n{again}", pytrace=False)


def first_difference(expected: str, got: str) -> str:
    """The first line that differs, with the lines before it; the lines as Python writes them."""
    wanted, given = expected.splitlines(keepends=True), got.splitlines(keepends=True)
    same = 0
    while same < min(len(wanted), len(given)) and wanted[same] == given[same]:
        same += 1
    shown = [f"line {same + 1} differs"]
    shown += [f"    {line!r}" for line in given[max(0, same - _CONTEXT) : same]]
    shown += [f"  - {wanted[same]!r}" if same < len(wanted) else "  - (the end)"]
    shown += [f"  + {given[same]!r}" if same < len(given) else "  + (the end)"]
    return "\n".join(shown)
