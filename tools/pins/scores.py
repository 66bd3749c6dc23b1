"""What the programs that stand beside the pages say of the exports: how well each page was read."""

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pins.pages import FORMATS
from pins.record import Record

_SCORERS = ("score.py", "score_quotes.py")
_OF_FORUMS = ("score_forums.py",)
"""For gold that has posts and no comments."""


def pin_scores(root: Path, pages: list[str], exports: Path, work: Path, record: Record) -> Iterator[str]:
    """Pin what each scorer says of each set of pages, page by page; give the lines with figures of whole sets."""
    flatten = runpy.run_path(str(root / "predict.py"))["flatten"]
    for gold in sorted(path for path in root.rglob("*gold") if path.is_dir()):
        name = "-".join(gold.relative_to(root).parts).removesuffix("-gold")
        found = work / name
        found.mkdir(parents=True)
        for page in pages:
            file = f"{Path(page).name.partition('.')[0]}.json"
            if (gold / file).exists() and (root / page).parent in {gold.parent, gold.with_name("pages")}:
                export = exports / f"{page}{FORMATS['json']}"
                flat = flatten(json.loads(export.read_text(encoding="utf-8"))) if export.exists() else {}
                (found / file).write_text(json.dumps(flat, ensure_ascii=False), encoding="utf-8")
        for scorer in _OF_FORUMS if _has_posts(gold) else _SCORERS:
            said = _said_by(root / scorer, found, gold)
            record.add(f"{name}/{scorer}.txt", said.encode())
            figures = _said_by(root / scorer, found, gold, "--quiet").splitlines()
            yield from (f"{name:12}{line.rstrip()}" for line in figures if line.strip("- "))


def _has_posts(gold: Path) -> bool:
    first = min(gold.glob("*.json"))
    return "posts" in json.loads(first.read_text(encoding="utf-8"))


def _said_by(scorer: Path, *arguments: str | Path) -> str:
    # Nothing is written beside the pages.
    command = [sys.executable, "-B", scorer, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
