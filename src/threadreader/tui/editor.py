"""The editor of the user: on a file, or on a text that is handed to it in one. It is never run unasked."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from msgspec import Struct

from threadreader.model.annotation import MAX_NOTE_CHARS

_DEFAULT_EDITOR = "vi"
_AS_IT_WAS = "the note is as it was"


def edit_file(file: Path) -> int:
    """Open a file in the editor of the user; returns its exit code. Raises OSError if it cannot be started."""
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _DEFAULT_EDITOR
    try:
        command = shlex.split(written)
    except ValueError as problem:
        raise OSError(0, f"{written}: {problem}") from problem
    return subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603 - the user named it


class Edited(Struct, frozen=True):
    """A text as the editor left it in a file, None where it is not to be taken, with the reason."""

    file: Path
    text: str | None = None
    reason: str = ""


def edit_text(text: str) -> Edited:
    """Edit a text in the editor. Its file stays until what was written is kept; where that is not taken, for good."""
    handle, name = tempfile.mkstemp(prefix="note-", suffix=".txt")
    file = Path(name)
    os.close(handle)
    file.write_text(text, encoding="utf-8")
    try:
        status = edit_file(file)
    except OSError as problem:
        file.unlink()
        return Edited(file, reason=f"the editor cannot be started ({problem.strerror}): set EDITOR")
    try:
        written = file.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        return Edited(file, reason=f"the editor left no file ({problem.strerror}): {_AS_IT_WAS}")
    if written == text or not written.strip():
        file.unlink()
        ended = f"the editor ended with {status}" if status else "nothing was written"
        return Edited(file, reason=f"{ended}: {_AS_IT_WAS}")
    if status:
        return Edited(file, reason=f"the editor ended with {status}: what it wrote is in {file}")
    if len(written) > MAX_NOTE_CHARS:
        return Edited(file, reason=f"that is longer than {MAX_NOTE_CHARS:,} characters: it is in {file}")
    return Edited(file, written)
