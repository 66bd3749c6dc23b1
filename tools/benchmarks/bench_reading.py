"""How well pages are read: the pages in the folder that THREADREADER_PAGES names, by its score.py, set by set.

`python -m benchmarks.bench_reading [--generic | --leave-one-out | --variants] [--kinds GLOB]
[--sets SET,SET] [--only GLOB] [--sample N] [--weights FILE] [--json OUT] [--against OUT] [--worst N]`

What a reading gets on pages that it was made with says little. Three ways to ask more:

--generic        only the adapter that reads by structure: what is left on a page that no recipe knows.
--leave-one-out  each page without the adapters of its own platform, all others on: what happens to a page of a platform
                 that nobody wrote a recipe for. Its own are the one whose reading is chosen when all are on, those
                 of the same name but for figures and what follows a "_", and of the other recipes that are surer of the
                 page than a hint each that, asked alone, finds a comment of the chosen reading: it knows the same
                 markup under another name. Recipes that only know what is around, of which a service embeds the
                 comments, stay. So do the generic one and recipes of a mere hint, which know the markup of many
                 platforms.
--variants       pages that are read whole, changed in one way at a time so that they must be read the same: a table
                 of what each kind of change costs (see variants.py). A page that cannot be changed so is not counted.
                 Pages without a thread are changed too: what is found on them is false. --kinds names some.

--weights takes a JSON file of weights for each site, {"SITE": {"TERM": WEIGHT}}, in place of those of the program: the
site is the `domain` of the page's gold, else its name; what is not named there is as it is. The file is made elsewhere,
by fitting on all other sites.

--json keeps what was found on each page; --against lists the pages that differ from such a file. --sample takes N
pages, evenly spread over those of each set, or, of variants, over all. --worst lists the pages that are not read
whole. Ctrl-C ends a set, or the variants, early: the tables are of what was read until then.
"""

import argparse
import contextlib
import importlib.util
import io
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from statistics import mean
from types import MappingProxyType, ModuleType
from typing import Any
from unittest.mock import patch

from benchmarks.marked_page import read_page
from benchmarks.variants import KINDS, variant
from threadreader.errors import ThreadreaderError
from threadreader.importer import Imported, import_bytes
from threadreader.importer.choice import quality
from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.document import parse_document
from threadreader.importer.platforms import find_adapters, recognise

SETS = ("saved", "saved2", "blogs", "boards", "software", "forums")
_FORUMS = "forums"
_GENERIC = "generic"
_PLAIN = "as it is"
_HINT = 9
"""A recipe that is no surer of a page knows the markup of many platforms."""

_FEW_LETTERS = 12
"""Shorter comments are the same in many threads."""

Row = dict[str, Any]
_COMPARED = ("gold", "pred", "tp", "au_ok", "da_ok", "pa_ok", "np_ok", "in_ok", "not_bad", "ti_ok", "de_ok", "false")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page with the truth about it."""

    name: str
    file: Path
    gold: Mapping[str, Any]

    @property
    def site(self) -> str:
        """What the pages of one site have alike."""
        return str(self.gold.get("domain") or self.name)


def main(folder: Path, asked: argparse.Namespace) -> None:
    """Read the pages, and print the tables."""
    score = _program(folder, "score")
    weights = json.loads(asked.weights.read_text(encoding="utf-8")) if asked.weights else {}
    sets = asked.sets.split(",")
    rows: dict[str, Row] = {}
    if asked.variants:
        pages = [page for name in sets if name != _FORUMS for page in _pages(folder, name, asked.only)]
        rows = _measure_variants(score, pages, asked, weights)
        _print_variants(score, rows)
    else:
        print(_HEAD)
        for name in sets:
            pages = _sample(_pages(folder, name, asked.only), asked.sample)
            if name == _FORUMS:
                rows |= _measure_forums(folder, pages, asked, weights)
                continue
            some = dict(_rows(score, pages, asked, weights))
            _print_row(score, name, list(some.values()))
            rows |= some
        _print_row(score, "all", [row for row in rows.values() if "neg" in row])
    threads = {name: row for name, row in rows.items() if "neg" in row}
    wrong = [(name, row) for name, row in threads.items() if not _is_right(row)]
    for name, row in sorted(wrong, key=lambda each: _f1(score, each[1]))[: asked.worst]:
        print(_line(score, name, row))
    if asked.json:
        asked.json.write_text(json.dumps(rows), encoding="utf-8")
    if asked.against:
        _print_changes(score, json.loads(asked.against.read_text(encoding="utf-8")), threads)


def _pages(folder: Path, name: str, only: str) -> list[SavedPage]:
    files = sorted((folder / name / "pages").iterdir()) if (folder / name).is_dir() else []
    found: list[SavedPage] = []
    for file in files:
        slug = file.name.partition(".")[0]
        gold = folder / name / "gold" / f"{slug}.json"
        if file.is_file() and gold.exists() and fnmatch(slug, only):
            found.append(SavedPage(f"{name}/{slug}", file, json.loads(gold.read_text(encoding="utf-8"))))
    return found


def _sample(pages: list[SavedPage], count: int | None) -> list[SavedPage]:
    """So many of the pages, evenly spread."""
    if count is None or count >= len(pages):
        return pages
    return [pages[number * len(pages) // count] for number in range(count)]


# Reading and scoring.


def _rows(
    score: ModuleType, pages: Sequence[SavedPage], asked: argparse.Namespace, weights: Mapping[str, Any]
) -> Iterator[tuple[str, Row]]:
    """The rows of pages, until the user ends it."""
    with contextlib.suppress(KeyboardInterrupt):
        for page in pages:
            yield page.name, _measure(score, page, asked, weights)


def _measure(score: ModuleType, page: SavedPage, asked: argparse.Namespace, weights: Mapping[str, Any]) -> Row:
    """The row of a page."""
    data = page.file.read_bytes()
    with _weighted(weights.get(page.site)):
        without = _left_out(data, page.file.name, asked)
        return _score(score, data, page.file.name, page.gold, without)


def _score(
    score: ModuleType, data: bytes, name: str, gold: Mapping[str, Any], without: Collection[str], *, problem: str = ""
) -> Row:
    began = time.process_time()
    try:
        imported = import_bytes(data, name, without=without)
        predicted, adapter = _flat(imported), imported.candidates[0].adapter if imported.candidates else "-"
    except ThreadreaderError as error:
        predicted, adapter, problem = {}, "-", str(error)
    cpu = time.process_time() - began
    row: Row = dict(score.score_page(predicted, gold))
    return row | {"cpu": cpu, "adapter": adapter, "without": [*without], "problem": problem}


def _flat(imported: Imported) -> Row:
    """A thread as the scorers take it: comments by place."""
    thread = imported.thread
    article = thread.article
    return {
        "title": article.title,
        "declared_count": imported.parsed.page.declared_count,
        "article_text": article.text,
        "article_authors": [author.name for author in article.authors],
        "article_author_url": article.authors[0].url if article.authors else None,
        "comments": [
            {
                "author": comment.author.name if comment.author else None,
                "author_url": comment.author.url if comment.author else None,
                "date": comment.posted_at.iso if comment.posted_at else None,
                "parent": parent if parent >= 0 else None,
                "kind": str(comment.kind),
                "text": comment.text,
            }
            for comment, parent in zip(thread.comments, thread.parents, strict=True)
        ],
    }


@contextlib.contextmanager
def _weighted(weights: Mapping[str, float] | None) -> Iterator[None]:
    """Other weights of the terms by which readings are chosen, for a while."""
    unknown = set(weights or ()) - set(quality.WEIGHTS)
    if unknown:
        raise SystemExit(f"there is no term {', '.join(sorted(unknown))}; there are {', '.join(quality.WEIGHTS)}")
    with patch.object(quality, "WEIGHTS", MappingProxyType({**quality.WEIGHTS, **(weights or {})})):
        yield


def _left_out(data: bytes, name: str, asked: argparse.Namespace) -> list[str]:
    """The adapters that are not to read a page."""
    if asked.generic:
        return sorted(adapter.name for adapter in find_adapters() if adapter.name != _GENERIC)
    return own_adapters(data, name) if asked.leave_one_out else []


def own_adapters(data: bytes, name: str) -> list[str]:
    """The adapters of a page's own platform."""
    try:
        imported = import_bytes(data, name)
    except ThreadreaderError:
        return []
    if not imported.candidates:
        return []
    names = [adapter.name for adapter in find_adapters()]
    chosen = imported.candidates[0]
    own = {each for each in names if chosen.certainty > _HINT and _family(each) == _family(chosen.adapter)}
    words = _words(imported)
    others = recognise(parse_document(open_container(BytesSource(data, name))), find_adapters())
    for other in sorted(each.adapter.name for each in others if each.certainty > _HINT):
        if other not in own:
            alone = import_bytes(data, name, without=[each for each in names if each != other])
            if words & _words(alone):
                own |= {each for each in names if _family(each) == _family(other)}
    return sorted(own - {_GENERIC})


def _family(name: str) -> str:
    """The platform that an adapter is named for."""
    return name.partition("_")[0].rstrip("0123456789")


def _words(imported: Imported) -> set[str]:
    return {comment.text for comment in imported.thread.comments if len(comment.text) >= _FEW_LETTERS}


def _measure_forums(
    folder: Path, pages: Sequence[SavedPage], asked: argparse.Namespace, weights: Mapping[str, Any]
) -> dict[str, Row]:
    """The rows of pages of which only the posts are known, by the program that compares these."""
    scorer, rows = _program(folder, "score_forums"), dict[str, Row]()
    with tempfile.TemporaryDirectory() as out:
        predicted, gold = Path(out, "predicted"), Path(out, "gold")
        predicted.mkdir()
        gold.mkdir()
        for page in pages:
            data = page.file.read_bytes()
            began, flat = time.process_time(), Row()
            with _weighted(weights.get(page.site)), contextlib.suppress(ThreadreaderError):
                flat = _flat(import_bytes(data, page.file.name, without=_left_out(data, page.file.name, asked)))
            rows[page.name] = {"cpu": time.process_time() - began}
            slug = page.file.name.partition(".")[0]
            (predicted / f"{slug}.json").write_text(json.dumps(flat), encoding="utf-8")
            (gold / f"{slug}.json").write_text(json.dumps(page.gold), encoding="utf-8")
        said = io.StringIO()
        with contextlib.redirect_stdout(said), patch.object(sys, "argv", ["", str(predicted), str(gold)]):
            scorer.main()
    *lines, total = said.getvalue().splitlines() or [""]
    for line in lines:
        found = re.match(r"(\S+) +gold +(\d+) found +(\d+) matched +(\d+) ?(\w*)", line)
        if found and f"{_FORUMS}/{found[1]}" in rows:
            figures = zip(("gold", "pred", "tp"), map(int, found.groups()[1:4]), strict=True)
            rows[f"{_FORUMS}/{found[1]}"] |= {**dict(figures), "perfect": int(bool(found[5]))}
    print(f"{_FORUMS:9} {total}, cpu {sum(row['cpu'] for row in rows.values()):.1f}", flush=True)
    return rows


# Variants.


def _measure_variants(
    score: ModuleType, pages: Sequence[SavedPage], asked: argparse.Namespace, weights: Mapping[str, Any]
) -> dict[str, Row]:
    """The rows of all variants of pages that are read whole, by "KIND: PAGE"."""
    rows: dict[str, Row] = {}
    count = 0
    for page in _in_turn(pages):
        if count == asked.sample:
            break
        if page.file.suffix != ".html":
            continue
        try:
            with _weighted(weights.get(page.site)):
                some = _variants(score, page, asked)
        except KeyboardInterrupt:
            break
        rows |= some
        count += bool(some)
    print(f"{count} pages that are read whole")
    return rows


def _in_turn(pages: Sequence[SavedPage]) -> list[SavedPage]:
    """The pages so that the first few of them, however many, are spread evenly."""
    digits = len(pages).bit_length()
    return [pages[number] for number in sorted(range(len(pages)), key=lambda n: f"{n:0{digits}b}"[::-1])]


def _variants(score: ModuleType, page: SavedPage, asked: argparse.Namespace) -> dict[str, Row]:
    """The rows of the variants of a page; none where it is not read whole as it is."""
    data, name = page.file.read_bytes(), page.file.name
    without = _left_out(data, name, asked)
    try:
        read = read_page(data, name, [each for each in find_adapters() if each.name not in without], page.gold)
    except ThreadreaderError:
        return {}
    if read is None:
        return {}
    rows: dict[str, Row] = {}
    for kind in (kind for kind in KINDS if kind == _PLAIN or fnmatch(kind, asked.kinds)):
        marked = read.mark()
        if not variant(marked, kind):
            continue
        row = _score(score, marked.html, name, marked.gold, without)
        if not rows and not _is_right(row):
            break
        rows[f"{kind}: {page.name}"] = row
    return rows


def _print_variants(score: ModuleType, rows: Mapping[str, Row]) -> None:
    by_kind: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for name, row in rows.items():
        kind, _, page = name.partition(": ")
        by_kind[kind][page] = row
    print(f"{'kind':27}{'pages':>6}{'F1':>7}{'cost':>7}{'whole':>7}{'cost':>6}  {_PARTS}{'false':>15}")
    for kind, some in by_kind.items():
        threads = {page: row for page, row in some.items() if not row["neg"]}
        others = [row for row in some.values() if row["neg"]]
        f1 = _macro(score, threads.values())
        before = _macro(score, [by_kind[_PLAIN][page] for page in threads])
        whole = sum(row["perfect"] for row in threads.values())
        cost = f"{f1 - before:7.1f}{whole:7}{whole - len(threads):6}" if kind != _PLAIN else f"{'':7}{whole:7}{'':6}"
        print(f"{kind:27}{len(threads):6}{f1:7.1f}{cost}  {_parts([*threads.values()])}{_false(others):>15}")


# Printing.

_PARTS = f"{'author':>7}{'date':>7}{'parent':>7}{'nested':>7}{'snips':>7}{'intr':>5}{'title':>7}{'count':>7}"
_HEAD = f"{'':9}{'macro':>7}{'micro':>7}{'whole':>9}{_PARTS}{'false':>15}{'cpu s':>7}"


def _f1(score: ModuleType, row: Row) -> float:
    return 100 * float(score.prf(row["tp"], row["pred"], row["gold"])[2])


def _macro(score: ModuleType, rows: Collection[Row]) -> float:
    return mean(_f1(score, row) for row in rows) if rows else 0.0


def _false(others: Sequence[Row]) -> str:
    """The comments that were found on pages without a thread, and on how many of these."""
    return f"{sum(row['false'] for row in others)} on {sum(map(_has_false, others))}/{len(others)}"


def _is_right(row: Row) -> bool:
    return not row["false"] if row["neg"] else bool(row["perfect"])


def _parts(rows: Sequence[Row]) -> str:
    total: Counter[str] = Counter()
    for row in rows:
        total.update({key: value for key, value in row.items() if isinstance(value, int)})
    columns = "".join(_share(total[f"{part}_ok"], total[f"{part}_n"]) for part in ("au", "da", "pa", "np", "in"))
    others = "".join(_share(total[f"{part}_ok"], total[f"{part}_n"]) for part in ("ti", "de"))
    return f"{columns}{total['not_bad']:5}{others}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:7.1f}" if whole else f"{'-':>7}"


def _print_row(score: ModuleType, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    threads = [row for row in rows if not row["neg"]]
    others = [row for row in rows if row["neg"]]
    macro = _macro(score, threads)
    found, predicted, gold = (sum(row[key] for row in threads) for key in ("tp", "pred", "gold"))
    micro = 100 * score.prf(found, predicted, gold)[2]
    whole = f"{sum(row['perfect'] for row in threads)}/{len(threads)}"
    cpu = sum(row["cpu"] for row in rows)
    print(f"{name:9}{macro:7.1f}{micro:7.1f}{whole:>9}{_parts(rows)}{_false(others):>15}{cpu:7.1f}", flush=True)


def _has_false(row: Row) -> bool:
    return bool(row["false"])


def _line(score: ModuleType, name: str, row: Row) -> str:
    parts = " ".join(
        f"{part} {row[f'{short}_ok']}/{row[f'{short}_n']}"
        for part, short in (
            ("author", "au"),
            ("date", "da"),
            ("parent", "pa"),
            ("nested", "np"),
            ("snips", "in"),
            ("title", "ti"),
            ("count", "de"),
        )
    )
    whole = "whole " if row["perfect"] else ""
    found = f"gold {row['gold']} found {row['pred']} right {row['tp']} F1 {_f1(score, row):.1f}"
    rest = f"intr {row['not_bad']} false {row['false']} {row['problem']}"
    return f"  {name:44} {row['adapter']:12} {found} {whole}{parts} {rest}".rstrip()


def _print_changes(score: ModuleType, old: Mapping[str, Row], new: Mapping[str, Row]) -> None:
    for name, row in new.items():
        before = old.get(name)
        if before and any(before[key] != row[key] for key in _COMPARED):
            print("was", _line(score, name, {"problem": "", **before}).strip())
            print("now", _line(score, name, row).strip())


def _program(folder: Path, name: str) -> ModuleType:
    """One of the programs beside the pages, as a module; they import one another by name."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None or not (folder / f"{name}.py").exists():
        raise SystemExit(f"{folder} has no {name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--generic", action="store_true")
    one.add_argument("--leave-one-out", action="store_true")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--kinds", default="*", metavar="GLOB")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--weights", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--against", type=Path, metavar="OUT")
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    arguments = _arguments()
    pages = os.environ.get("THREADREADER_PAGES")
    if not pages or not Path(pages).is_dir():
        raise SystemExit("THREADREADER_PAGES does not name the folder with the pages, their truth and score.py")
    main(Path(pages), arguments)
