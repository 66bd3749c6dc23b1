"""What a run pinned: a hash for each output, by its name, and the outputs themselves where they are kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Hashes = dict[str, str]


@dataclass(slots=True)
class Record:
    """The hashes of a part, by the names of its outputs; an output is kept in `folder` if `before` has another hash."""

    before: Mapping[str, str]
    folder: Path | None = None
    hashes: Hashes = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        """Pin an output; `name` is a relative path."""
        self.hashes[name] = digest = hashlib.sha256(content).hexdigest()
        if self.folder and self.before.get(name) != digest:
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def sum_of(hashes: Mapping[str, str]) -> str:
    """A hash of names and hashes."""
    return hashlib.sha256("\n".join(f"{name} {hashes[name]}" for name in sorted(hashes)).encode()).hexdigest()


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names with the way in which they differ: `changed`, `gone` or `new`."""
    lines = []
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            how = "new" if name not in before else "gone" if name not in now else "changed"
            lines.append(f"{how:8}{name}")
    return lines
