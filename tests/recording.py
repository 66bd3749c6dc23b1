"""What a program writes, recorded call by call with strace, and the files that a kill or a loss of power would leave.

A kill keeps all that was written. A loss of power keeps what was synced: of a file its content at its last sync, and
its name where the folder was synced since. Of what was not synced a part may be there too, in any order.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STRACE = shutil.which("strace")
_CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,linkat"
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)(?:<(.*)>)?$")
_FILE = re.compile(r"^\d+<([^>]*)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_LOCKS = ("-open", "-turn")

Files = Mapping[str, bytes]
"""The files of a folder, by name."""


@dataclass
class _Inode:
    content: bytearray
    synced: bytes
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)
    """Writes since the last sync: offset and bytes, or the new length and nothing."""

    def write(self, offset: int, data: bytes) -> None:
        _write(self.content, offset, data)
        self.unsynced.append((offset, data))

    def truncate(self, length: int) -> None:
        del self.content[length:]
        self.unsynced.append((length, b""))

    def sync(self) -> None:
        self.synced, self.unsynced = bytes(self.content), []

    def torn(self, dice: random.Random) -> bytes:
        """The content at the last sync, and some of what was written since."""
        content = bytearray(self.synced)
        for offset, data in self.unsynced:
            if dice.random() < 0.5:
                if data:
                    _write(content, offset, data)
                else:
                    del content[offset:]
        return bytes(content)


def _write(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


@dataclass(frozen=True, slots=True)
class State:
    """The files after a call, if the program is killed or the power is lost then, and what was told before."""

    call: str
    told: tuple[str, ...]
    killed: Files
    lost: Files
    torn: Files


def record(folder: Path, code: str, log: Path) -> Iterator[State]:
    """Run code in a folder of files, and yield the state after each call that changes one of them."""
    disk = _Disk(folder)
    assert STRACE
    trace = [STRACE, "-f", "-y", "-xx", "-s", str(1 << 24), "-o", str(log), "-e", f"trace={_CALLS}"]
    command = [*trace, sys.executable, "-c", code]
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    yield disk.state("start")
    for line in log.read_text(encoding="ascii").splitlines():
        match = _CALL.match(line)
        if match and disk.replay(match[1], match[2], match[4] or ""):
            yield disk.state(match[1])


class _Disk:
    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._names = {path.name: _Inode(bytearray(path.read_bytes()), path.read_bytes()) for path in folder.iterdir()}
        self._synced_names = dict(self._names)
        self._told: list[str] = []
        self._dice = random.Random(1)

    def state(self, call: str) -> State:
        killed = {name: bytes(inode.content) for name, inode in self._names.items()}
        lost = {name: inode.synced for name, inode in self._synced_names.items()}
        torn = {name: inode.torn(self._dice) for name, inode in self._names.items()}
        return State(call, tuple(self._told), killed, lost, torn)

    def replay(self, call: str, arguments: str, opened: str) -> bool:
        """Do what a call did; False if it changed nothing in the folder."""
        file = _FILE.match(arguments)
        path = _text(file[1]) if file else ""
        strings = [bytes.fromhex(each.replace("\\x", "")) for each in _STRING.findall(arguments)]
        if call == "write" and arguments.startswith("1<"):
            self._told += strings[0].decode().split()
            return True
        if call in {"fsync", "fdatasync"} and path == self._folder:
            self._synced_names = dict(self._names)
            return True
        if call == "openat":
            return self._open(_text(opened), arguments)
        if strings and call.startswith(("unlink", "rename", "link")):
            names = [self._name(each.decode()) for each in strings]
            return None not in names and self._rename(call, [name for name in names if name])
        inode = self._names.get(self._name(path) or "")
        if inode is None:
            return False
        match call:
            case "pwrite64":
                inode.write(int(arguments.rsplit(", ", 1)[1]), strings[0])
            case "write":
                inode.write(len(inode.content), strings[0])
            case "ftruncate":
                inode.truncate(int(arguments.rsplit(", ", 1)[1]))
            case _:
                inode.sync()
        return True

    def _open(self, path: str, arguments: str) -> bool:
        name = self._name(path)
        if name is None or "O_CREAT" not in arguments:
            return False
        if name not in self._names:
            self._names[name] = _Inode(bytearray(), b"")
            return True
        if "O_TRUNC" in arguments:
            self._names[name].truncate(0)
        return "O_TRUNC" in arguments

    def _rename(self, call: str, names: list[str]) -> bool:
        if call.startswith("unlink"):
            return self._names.pop(names[0], None) is not None
        self._names[names[1]] = self._names[names[0]] if call.startswith("link") else self._names.pop(names[0])
        return True

    def _name(self, path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        return name if folder in {"", self._folder} and name and not name.endswith(_LOCKS) else None


def _text(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode()
