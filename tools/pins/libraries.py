"""Libraries: one that another program filled as this one opens it, and one that it fills itself."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pins.pages import FORMATS, in_copies
from pins.program import run_here, said_by
from pins.record import Record

DUMPS = {dump.stem: dump for dump in sorted(Path(__file__).parent.glob("*.sql"))}
"""Libraries as SQL, by name: `library`, in which somebody has read.

It has pages of `material.py`, one of them in two saves, and was read in with stars, marks, folds and a muted branch;
its index of words is empty.
"""

_SEARCHES = ("first", "bread", '"the words"', "ferry", "author:ann", "is:starred", "quoted:>0")


def pin_libraries(work: Path, record: Record) -> None:
    """Pin what every command gives of a library that another version made, and the tables that it becomes."""
    for name in DUMPS:
        restore(name, work / name)
        for output, content in _outputs(work / name):
            record.add(f"{name}/{output}", content)


def restore(name: str, home: Path) -> None:
    """Make the library of a dump the one in `home`, in place of one that is there."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "library.db"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(DUMPS[name].read_text(encoding="utf-8"))


def _outputs(home: Path) -> Iterator[tuple[str, bytes]]:
    yield "list.json", said_by(home, "list", "--json")
    yield "list.txt", said_by(home, "list")
    for query in _SEARCHES:
        yield f"search {query}.json", said_by(home, "search", query, "--json")
    for number in _threads(home):
        for name, suffix in FORMATS.items():
            yield f"{number}{suffix}", said_by(home, "export", number, "--format", name)
    yield "check.txt", said_by(home, "check", "--deep")
    yield from _tables(home / "library.db")


def pin_stored(root: Path, work: Path, record: Record) -> None:
    """Pin a library that all pages below `root` are put in: what is said meanwhile, its tables, and its threads."""
    home = work / "stored"
    record.add("import.txt", said_by(home, "import", ".", folder=root))
    record.add("list.json", said_by(home, "list", "--json"))
    for name, content in _tables(home / "library.db"):
        record.add(name, content)
    for query in _SEARCHES:
        record.add(f"search {query}.json", said_by(home, "search", query, "--json"))
    targets = [home / f"{number}{suffix}" for number in _threads(home) for suffix in FORMATS.values()]
    in_copies(_export, targets, home, home)
    for target in targets:
        record.add(target.name, target.read_bytes())


def _export(target: Path) -> None:
    name = next(name for name, suffix in FORMATS.items() if suffix == target.suffix)
    said = run_here(["export", target.stem, "--format", name, "--output", str(target)])
    if said:
        target.write_text(said, encoding="utf-8")


def _threads(home: Path) -> list[str]:
    listed = json.loads(said_by(home, "list", "--json"))
    return [str(thread["number"]) for thread in listed["threads"]]


def _tables(file: Path) -> Iterator[tuple[str, bytes]]:
    """What each table holds, a line for each row, with a hash for what is not text."""
    with closing(sqlite3.connect(file)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        yield "tables/tables.txt", "\n".join(sql for _, sql in made).encode()
        for name, sql in made:
            if sql.startswith("CREATE TABLE"):
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                yield f"tables/{name}.txt", "\n".join(" | ".join(map(_cell, row)) for row in rows).encode()


def _cell(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else repr(value)
