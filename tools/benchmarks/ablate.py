"""What each rule of the importer is for: every predicate replaced by `return False`, one at a time.

`python -m benchmarks.ablate FOLDER ... [--structure] [--upto 5] [--sample N] [--only GLOB] [--pairs] [--together]`
`[--workers N] [--json OUT]`: FOLDERs of saved pages, at any depth.

A predicate is a function that says it returns bool. Each page is read once to see which predicates are true on it, and
again without one of them where it was: up to so many pages that have a thread, and so many that have none, until three
have changed. What is compared is the reading (title, body, authors; of each comment name, time, parent and text) and,
apart from it, all else that an import gives (blocks, addresses, notes, doubts, counts). A page that has its truth
beside it, as `../gold/NAME.json`, has a thread where that names comments or posts, others where comments are found.

--structure  no adapter but the one that reads by structure: on most pages a recipe hides what the others do.
--pairs      those that change no reading again, two of one module at a time: what backs another up looks idle alone.
--together   those that change nothing all at once, on every page: those of them are told that cannot go with the
             others, until no page is read otherwise without all the rest.
--only       modules by their names, as "generic.*".

A page is read as often as it takes: about 20 minutes of a processor for a hundred pages and `--upto 5`. What a sample
does not hold cannot show, and least what guards against threads that are none: take pages without one.
"""

import argparse
import functools
import hashlib
import importlib
import json
import multiprocessing
import pkgutil
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from inspect import CO_VARARGS
from itertools import combinations
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from pins.pages import find_pages
from threadreader import importer
from threadreader.errors import ThreadreaderError
from threadreader.importer import Imported, import_bytes, prepare
from threadreader.importer.platforms import find_adapters

_GENERIC = "generic"
_APART = ("container", "mask", "plaintext", "recipe_draft")
"""Packages of the importer that read no thread from a page."""

_ENOUGH = 3
"""Pages that change: more say nothing new, and those that matter are read most often."""

_LARGEST = 500_000
"""Bytes: one page of more takes as long as a dozen others."""

_PATIENCE = 20
"""A reading may take so many times as long as with all predicates, or so many seconds: without one it may never end."""

_LONG = 600
"""Seconds for a page with all of them."""

_PREPARING = "while preparing"


@dataclass(eq=False, slots=True)
class Predicate:
    """A function that says it returns bool, and on which pages it did return True."""

    name: str
    module: str
    function: FunctionType
    lines: int
    code: CodeType = field(init=False)
    true_on: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.code = self.function.__code__


@dataclass(frozen=True, slots=True)
class Read:
    """What a page is read as: hashes of the reading and of all else, and how many comments it has."""

    reading: str
    rest: str
    comments: int = 0
    seconds: float = 0


@dataclass(slots=True)
class Pages:
    """The pages, by name: where they are, what they are read as, and which have a thread."""

    files: Mapping[str, Path]
    without: Collection[str]
    read: dict[str, Read] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)

    def differs(self, name: str, removed: Sequence[Predicate]) -> str:
        """How a page is read without some predicates: "" as before, else what differs: "reading" or "rest"."""
        before = self.read[name]
        with _removed(removed):
            now = _read(self.files[name], self.without, max(_PATIENCE * before.seconds, _PATIENCE))
        return "reading" if now.reading != before.reading else "rest" if now.rest != before.rest else ""


# Predicates.


def find_predicates(only: str = "*") -> list[Predicate]:
    """The predicates of the importer's modules, those in classes and decorators among them."""
    found: list[Predicate] = []
    for function in (each for each in _members() if isinstance(each, FunctionType)):
        module = function.__module__.removeprefix(f"{importer.__name__}.")
        if module.partition(".")[0] in _APART or not fnmatch(module, only):
            continue
        # A code with free variables cannot stand for one without.
        inner = "<locals>" in function.__qualname__ or function.__code__.co_freevars or function.__name__ == "__eq__"
        if function.__annotations__.get("return") in {bool, "bool"} and not inner:
            lines = {line for _, _, line in function.__code__.co_lines() if line}
            found.append(Predicate(function.__qualname__, module, function, max(lines) - min(lines) + 1))
    return sorted(found, key=lambda each: (each.module, each.function.__code__.co_firstlineno))


@functools.cache
def _members() -> Sequence[Any]:
    """All that the importer defines: functions, classes, what these hold, what is behind properties and decorators."""
    modules = [each.name for each in pkgutil.walk_packages(importer.__path__, f"{importer.__name__}.")]
    waiting = [each for name in modules for each in vars(importlib.import_module(name)).values()]
    found: dict[int, Any] = {}
    while waiting:
        each = waiting.pop()
        if id(each) in found:
            continue
        if isinstance(each, (property, functools.cached_property, staticmethod, classmethod)):
            waiting += filter(None, (getattr(each, name, None) for name in ("fget", "func", "__func__")))
        elif str(getattr(each, "__module__", "")).startswith(f"{importer.__name__}."):
            found[id(each)] = each
            waiting += vars(each).values() if isinstance(each, type) else ()
            waiting += (cell.cell_contents for cell in getattr(each, "__closure__", None) or ())
            waiting += filter(None, (getattr(each, "__wrapped__", None),))
    return list(found.values())


def _false(*_: object, **__: object) -> bool:
    return False


@contextmanager
def _removed(predicates: Iterable[Predicate]) -> Iterator[None]:
    """Without some predicates for a while, wherever these have been imported to."""
    changed = list(predicates)
    for predicate in changed:
        predicate.function.__code__ = _false.__code__
    try:
        yield
    finally:
        for predicate in changed:
            predicate.function.__code__ = predicate.code


@contextmanager
def _noted(predicates: Sequence[Predicate], true: set[str]) -> Iterator[None]:
    """Note the places of all predicates that return True meanwhile."""
    for place, predicate in enumerate(predicates):
        function, name = predicate.function, f"__predicate_{place}"
        same = FunctionType(predicate.code, function.__globals__, function.__name__, function.__defaults__)
        same.__kwdefaults__ = function.__kwdefaults__
        function.__globals__[name] = functools.partial(_note, same, f"{place}", true)
        called: dict[str, FunctionType] = {}
        exec(f"def call(*given, **named): return {name}(*given, **named)", called)
        function.__code__ = called["call"].__code__
    try:
        yield
    finally:
        for predicate in predicates:
            predicate.function.__code__ = predicate.code


def _note(function: FunctionType, place: str, true: set[str], *given: Any, **named: Any) -> Any:
    result = function(*given, **named)
    if result:
        true.add(place)
    return result


# Reading.


def _read(file: Path, without: Collection[str], seconds: float) -> Read:
    """What a page is read as, if in so many seconds of a processor."""
    _forget()
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        imported = import_bytes(file.read_bytes(), file.name, without=without)
    except ThreadreaderError as error:
        return Read(f"{error}", "")
    except Exception as error:  # noqa: BLE001 - without a predicate anything may be raised
        return Read(type(error).__name__, "")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    reading, rest = _parts(imported)
    return Read(_hash(reading), _hash(rest), len(imported.thread.comments), time.process_time() - began)


def _parts(imported: Imported) -> tuple[object, object]:
    thread = imported.thread
    article = thread.article
    comments = [
        (comment.author and comment.author.name, comment.posted_at and comment.posted_at.iso, parent, comment.text)
        for comment, parent in zip(thread.comments, thread.parents, strict=True)
    ]
    reading = (article.title, article.text, [author.name for author in article.authors], comments)
    return reading, (imported.parsed, imported.doubts)


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode(errors="surrogatepass")).hexdigest()[:16]


@functools.cache
def _caches() -> Sequence[Any]:
    """What functions of the importer remember of pages; what has no arguments is the same for all."""
    caches = [each for each in _members() if isinstance(each, type(_members))]
    codes = [each.__wrapped__.__code__ for each in caches]
    return [each for each, code in zip(caches, codes, strict=True) if code.co_argcount or code.co_flags & CO_VARARGS]


def _forget() -> None:
    for each in _caches():
        each.cache_clear()


def _give_up(*_: object) -> None:
    raise TimeoutError


# The way through.


def main(asked: argparse.Namespace) -> None:
    """Read the pages, remove what was true, and print what that changed."""
    signal.signal(signal.SIGPROF, _give_up)
    predicates = find_predicates(asked.only)
    noted = set[str]()
    with _noted(predicates, noted):
        prepare(several=True)
    prepared = {predicates[int(place)] for place in noted}
    others = [adapter.name for adapter in find_adapters() if adapter.name != _GENERIC]
    pages = Pages(_files(asked), others if asked.structure else ())
    unsteady = _note_all(pages, predicates)
    print(f"{len(pages.read)} pages, {len(pages.threads)} with a thread; {len(predicates)} predicates", flush=True)
    if unsteady:
        print(f"not read alike twice, and left out: {', '.join(unsteady)}")
    ablation = Ablation(pages, predicates, asked.upto)
    tried = dict(zip(predicates, _in_copies(ablation.alone, len(predicates), asked.workers), strict=True))
    _print_table(predicates, tried, prepared)
    idle = [each for each in predicates if tried[each].is_idle]
    ablation.pairs = _pairs(idle) if asked.pairs else []
    changed_pairs = [
        (f"{one.module}:{one.name}", other.name, result.changed)
        for (one, other), result in zip(
            ablation.pairs, _in_copies(ablation.both, len(ablation.pairs), asked.workers), strict=True
        )
        if result.changed
    ]
    for one, two, changed in changed_pairs:
        print(f"pair: {one} and {two} change {', '.join(changed)}")
    silent = [each for each in idle if each.true_on and not tried[each].rest_changed]
    needed = _together(pages, silent) if asked.together else {}
    for each, page in needed.items():
        print(f"not with the others: {each.module}:{each.name} ({page})")
    if asked.json:
        rows = [_row(each, tried[each], prepared) | {"not_with_others": needed.get(each)} for each in predicates]
        result = {"pages": sorted(pages.read), "threads": sorted(pages.threads), "predicates": rows}
        asked.json.write_text(json.dumps(result | {"pairs": changed_pairs}, indent=1), encoding="utf-8")


def _files(asked: argparse.Namespace) -> dict[str, Path]:
    """The pages by their names, in an order that is the same each time and mixes sites."""
    files = {f"{folder.name}/{page}": folder / page for folder in asked.folder for page in find_pages(folder)}
    names = sorted(name for name, file in files.items() if file.stat().st_size <= _LARGEST)
    random.Random(1).shuffle(names)
    return {name: files[name] for name in names[: asked.sample]}


def _note_all(pages: Pages, predicates: Sequence[Predicate]) -> list[str]:
    """Read each page twice, once to note which predicates are true; the pages that are not read alike."""
    unsteady = []
    for name, file in pages.files.items():
        true = set[str]()
        plain = _read(file, pages.without, _LONG)
        with _noted(predicates, true):
            noted = _read(file, pages.without, _LONG)
        if (plain.reading, plain.rest) != (noted.reading, noted.rest):
            unsteady.append(name)
            continue
        pages.read[name] = plain
        if _has_thread(file, plain):
            pages.threads.add(name)
        for place in true:
            predicates[int(place)].true_on.add(name)
    return unsteady


def _has_thread(file: Path, read: Read) -> bool:
    gold = file.parent.parent / "gold" / f"{file.name.partition('.')[0]}.json"
    if not gold.exists():
        return read.comments > 0
    truth = json.loads(gold.read_text(encoding="utf-8"))
    return bool(truth.get("comments") or truth.get("posts"))


@dataclass(slots=True)
class Tried:
    """The pages with a thread and without one that something was true on, and was removed on; those that changed."""

    true_on: tuple[int, int]
    tried: tuple[int, int] = (0, 0)
    changed: list[str] = field(default_factory=list)
    rest_changed: list[str] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        """Whether no reading changed."""
        return not self.changed


@dataclass(slots=True)
class Ablation:
    """What is removed, from which pages, and from how many of each kind."""

    pages: Pages
    predicates: Sequence[Predicate]
    upto: int
    pairs: Sequence[tuple[Predicate, Predicate]] = ()

    def alone(self, place: int) -> Tried:
        """Remove one predicate where it was true."""
        predicate = self.predicates[place]
        return self._without([predicate], predicate.true_on)

    def both(self, place: int) -> Tried:
        """Remove a pair where both were true."""
        one, other = self.pairs[place]
        return self._without([one, other], one.true_on & other.true_on)

    def _without(self, removed: Sequence[Predicate], names: Collection[str]) -> Tried:
        with_thread = len(self.pages.threads.intersection(names))
        tried, left = Tried((with_thread, len(names) - with_thread)), Counter({True: self.upto, False: self.upto})
        for name in (each for each in self.pages.read if each in names):
            is_thread = name in self.pages.threads
            if len(tried.changed) >= _ENOUGH or not left[is_thread]:
                continue
            left[is_thread] -= 1
            differs = self.pages.differs(name, removed)
            if differs:
                (tried.changed if differs == "reading" else tried.rest_changed).append(name)
        tried.tried = self.upto - left[True], self.upto - left[False]
        return tried


def _pairs(idle: Iterable[Predicate]) -> list[tuple[Predicate, Predicate]]:
    by_module = defaultdict(list)
    for predicate in idle:
        by_module[predicate.module].append(predicate)
    return [
        (one, other)
        for some in by_module.values()
        for one, other in combinations(some, 2)
        if one.true_on & other.true_on
    ]


def _in_copies(work: Any, count: int, workers: int) -> Iterator[Tried]:
    """Do work of so many numbers in copies of this process, or in it."""
    if workers == 1:
        yield from map(work, range(count))
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(work, range(count))


def _together(pages: Pages, idle: Sequence[Predicate]) -> dict[Predicate, str]:
    """Those that cannot go with all the others, with the page that changes; without the rest no page does."""
    needed: dict[Predicate, str] = {}
    known = -1
    while known != len(needed):
        known = len(needed)
        for name in pages.read:
            while pages.differs(name, rest := [each for each in idle if each not in needed and name in each.true_on]):
                # Without those before `same` it is as before, without those before `other` it is not.
                same, other = 0, len(rest)
                while other - same > 1:
                    middle = (same + other) // 2
                    if pages.differs(name, rest[:middle]):
                        other = middle
                    else:
                        same = middle
                needed[rest[same]] = name
    return needed


# What is printed.


def _kind(predicate: Predicate, tried: Tried, prepared: Collection[Predicate]) -> str:
    if len(tried.changed) > 1:
        return "more change"
    if tried.changed:
        return "one changes"
    if tried.rest_changed:
        return "rest changes"
    if predicate.true_on:
        return "nothing"
    return _PREPARING if predicate in prepared else "never true"


_KINDS = ("never true", _PREPARING, "nothing", "rest changes", "one changes", "more change")


def _print_table(
    predicates: Sequence[Predicate], tried: Mapping[Predicate, Tried], prepared: Collection[Predicate]
) -> None:
    print(
        "Predicates, and in brackets their lines: never true; true while the program prepares alone; true, and nothing"
    )
    print("changes; something that is not the reading does; the reading of one page; of more.")
    print(f"{'':24}{'all':>12}" + "".join(f"{kind:>16}" for kind in _KINDS))
    by_part: defaultdict[str, list[Predicate]] = defaultdict(list)
    for predicate in predicates:
        by_part[predicate.module].append(predicate)
    for part, some in (*by_part.items(), ("all", predicates)):
        kinds = {each: _kind(each, tried[each], prepared) for each in some}
        cells = [[each for each in some if kinds[each] == kind] for kind in _KINDS]
        print(f"{part:24}{_cell(some):>12}" + "".join(f"{_cell(cell):>16}" for cell in cells))
    print()
    print("Without these no reading changes; true on so many pages with a thread and without one; tried on so many")
    for predicate in predicates:
        result = tried[predicate]
        if result.is_idle:
            where = "".join(f"{count:5}" for count in (*result.true_on, *result.tried))
            what = f"{predicate.module}:{predicate.name} ({predicate.lines})"
            print(
                f"{where}  {what:60} {_kind(predicate, result, prepared)} {' '.join(result.rest_changed[:1])}".rstrip()
            )


def _cell(predicates: Sequence[Predicate]) -> str:
    return f"{len(predicates)} ({sum(each.lines for each in predicates)})" if predicates else ""


def _row(predicate: Predicate, tried: Tried, prepared: Collection[Predicate]) -> dict[str, Any]:
    return {
        "module": predicate.module,
        "name": predicate.name,
        "lines": predicate.lines,
        "kind": _kind(predicate, tried, prepared),
        "true_on": tried.true_on,
        "tried": tried.tried,
        "changed": tried.changed,
        "rest_changed": tried.rest_changed,
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--structure", action="store_true")
    parser.add_argument("--upto", type=int, default=5, metavar="N")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=Path, metavar="OUT")
    return parser.parse_args()


if __name__ == "__main__":
    main(_arguments())
