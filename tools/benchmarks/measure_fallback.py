"""How well saved pages are read without the adapter that knows each, beside how they are read with it.

`python -m benchmarks.measure_fallback PAGES_DIR OUT_DIR [--command threadreader] [--only GLOB]`

Each page is exported as JSON, then once more without the adapter that the first export names; OUT_DIR/with and
OUT_DIR/without hold both, under the page's name.
"""

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

_GUESSING = "generic"


def main() -> None:
    """Export every page of a folder both ways, and print what each found."""
    arguments = _arguments()
    command = shlex.split(arguments.command)
    totals = [0, 0]
    print(f"{'page':40}{'adapter':>16}{'with':>8}{'without':>9}  {'read by':16}")
    for page in sorted(
        path for path in arguments.pages.iterdir() if path.is_file() and _is_wanted(path, arguments.only)
    ):
        exported = _export(command, page, ())
        if exported is None:
            continue
        own = exported["page"]["adapter"]
        bare = _export(command, page, () if own == _GUESSING else (own,)) or {"comments": [], "page": {"adapter": "-"}}
        for side, (folder, found) in enumerate((("with", exported), ("without", bare))):
            _keep(arguments.out / folder, page, found)
            totals[side] += len(found["comments"])
        counts = f"{len(exported['comments']):>8}{len(bare['comments']):>9}"
        print(f"{page.stem:40}{own:>16}{counts}  {bare['page']['adapter']:16}")
    print(f"{'comments':56}{totals[0]:>8}{totals[1]:>9}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--command", default="threadreader")
    parser.add_argument("--only", default="*")
    return parser.parse_args()


def _is_wanted(path: Path, only: str) -> bool:
    return path.is_file() and path.suffix in (".html", ".htm", ".mhtml") and fnmatch(path.stem, only)


def _export(command: Sequence[str], page: Path, without: Sequence[str]) -> dict[str, Any] | None:
    options = [option for name in without for option in ("--without", name)]
    done = subprocess.run(
        [*command, "export", str(page), "--format", "json", *options], capture_output=True, check=False, text=True
    )
    if done.returncode:
        print(f"{page.stem}: {done.stderr.strip()}", file=sys.stderr)
        return None
    exported: dict[str, Any] = json.loads(done.stdout)
    return exported


def _keep(folder: Path, page: Path, exported: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{page.stem}.json").write_text(json.dumps(exported, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
