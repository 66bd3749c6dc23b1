"""Runs over a corpus: shards given to an executor and taken from it, whatever ends in between; progress, statistics."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct, field

from threadreader.corpus.plan import SHARD_BYTES, ArchiveRecords, Input, PageBytes, Shard, outermost, plan
from threadreader.corpus.shard import (
    COMMENTS,
    PAGES,
    RECORDS,
    SUFFIXES,
    Counts,
    Outcome,
    extract,
    load_outcome,
    shard_files,
)
from threadreader.errors import ExportError, ShardError, ThreadreaderError
from threadreader.library.files import claimed, write_export
from threadreader.library.processes import Processes
from threadreader.library.sandbox import available_cpus
from threadreader.paths import install_command

_AHEAD = 1_000  # shards that an executor has at a time: enough for as many workers, and little memory for millions
_ATTEMPTS = 3  # of a shard whose process is ended: somebody's kill costs one, its own memory all of them
_INTERVAL = 0.2  # seconds between two looks at the progress
_CONNECT_SECONDS = 30  # for a scheduler to answer, which may just be starting: what Dask's own programs wait
_SETTINGS = "corpus.json"

Submit = Callable[[Shard], "Future[Outcome]"]


class Statistics(Counts):
    """Counts of a corpus: `kept` shards were there already, `lost` ones could not be made, for the reason given."""

    shards: int = 0
    kept: int = 0
    lost: dict[str, str] = field(default_factory=dict)


class Progress(Struct):
    """Progress of a run: bytes of input that are done and those of all, pages and seconds of this run alone."""

    statistics: Statistics
    done: int = 0
    total: int = 0
    new_bytes: int = 0
    new_pages: int = 0
    seconds: float = 0.0

    @property
    def pages_a_second(self) -> float:
        """Pages a second of this run."""
        return self.new_pages / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at this speed; None where it is not known."""
        if not self.new_bytes or not self.total:
            return None
        return (self.total - self.done) * self.seconds / self.new_bytes


def extract_many(
    sources: Iterable[Input],
    output: str | Path,
    *,
    format: str = "jsonl",  # noqa: A002 - as on the command line
    executor: Executor | None = None,
    jobs: int | None = None,
    shard_bytes: int = SHARD_BYTES,
    watch: Callable[[Progress], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Statistics:
    """Write the comments and pages of sources to the folder `output`, as `jsonl` or `parquet`, in shards.

    Sources are paths of pages, archives and folders, `ArchiveRecords`, and `PageBytes`, which may come from an iterator
    of any length. Shards that are there already are kept. The work is done by any executor, else by `jobs` processes.
    Raises ExportError where the run cannot go on; what is finished by then is kept.
    """
    folder, form = Path(output), format
    if form not in SUFFIXES:
        raise ExportError(form, "is not a corpus format", f"use {' or '.join(SUFFIXES)}")
    inputs = _checked(sources, folder)
    with claimed(folder, (COMMENTS, PAGES, RECORDS)):
        _settle(folder, inputs, form, shard_bytes)
        planned: Iterable[Shard] = plan(inputs, form, shard_bytes)
        planned = list(planned) if isinstance(inputs, Sequence) else planned
        try:
            with _submitting(executor, folder, form, jobs or available_cpus()) as submit:
                return _Run(folder, form, submit, warn).all(planned, watch)
        except (CancelledError, BrokenExecutor, ConnectionError, TimeoutError) as problem:
            # Without the executor no shard can be made.
            trouble = f"is gone ({type(problem).__name__})"
            cure = "start it again, then run the same command to continue"
            raise ExportError("worker", trouble, cure) from problem


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """The executor of a Dask cluster, by the address of its scheduler. Raises ExportError."""
    try:
        from distributed import Client, rpc
    except ImportError as problem:
        cure = f"install it: {install_command('cluster')}; the workers need it too"
        raise ExportError("--scheduler", "needs distributed, which is not installed", cure) from problem
    # A scheduler that goes away is raised; the library would print it too, with all its calls.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)

    async def ask() -> None:
        # A client waits forever for a first answer: for that of a program that is no scheduler, it may be.
        async with asyncio.timeout(_CONNECT_SECONDS), rpc(address, timeout=_CONNECT_SECONDS) as there:
            await there.identity(n_workers=0)

    try:
        # In a thread of its own, since a notebook has a loop that is running.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(ask())).result()
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception as problem:  # what other programs answer fails in any way
        trouble = f"no scheduler answers there ({type(problem).__name__})"
        raise ExportError(address, trouble, "start one and give its address") from problem
    try:
        yield client.get_executor(pure=False)
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=_CONNECT_SECONDS)


def _checked(sources: Iterable[Input], output: Path) -> Iterable[Input]:
    """The sources, files that are named twice or in a folder that is named too left out; an iterator as it comes.

    Raises ExportError where the output is in a source: it would be read as one, and every run would find more.
    """
    if not isinstance(sources, Collection):
        return sources
    paths = outermost(Path(each) for each in sources if isinstance(each, str | Path))
    inside = output.resolve()
    source = next((path for path in paths if path.resolve() in (inside, *inside.parents)), None)
    if source is not None:
        raise ExportError(output, f"is inside {source}, which is read", "choose a folder elsewhere")
    return [*paths, *(each for each in sources if isinstance(each, ArchiveRecords | PageBytes))]


def _settle(folder: Path, inputs: Iterable[Input], form: str, shard_bytes: int) -> None:
    """Write down what a corpus is made of, or compare. Raises ExportError: rows would be there twice otherwise."""
    named = [str(each.absolute()) for each in inputs if isinstance(each, Path)] if isinstance(inputs, list) else []
    settings = {"format": form, "shard_bytes": shard_bytes, "sources": sorted(named)}
    file = folder / _SETTINGS
    try:
        before = json.loads(file.read_bytes())
    except FileNotFoundError:
        before = None
    except (OSError, ValueError, RecursionError) as problem:
        raise ExportError(file, f"cannot be read ({problem})", "choose another folder") from problem
    if before == settings:
        return
    if before is not None:
        other = [name for name, value in settings.items() if not isinstance(before, dict) or before.get(name) != value]
        trouble = f"has output of a command with other {' and '.join(other)}"
        raise ExportError(folder, trouble, "choose another folder")
    write_export(f"{json.dumps(settings, indent=1)}\n", file, overwrite=True)


@contextmanager
def _submitting(executor: Executor | None, folder: Path, form: str, jobs: int) -> Iterator[Submit]:
    """Submission of shards: to an executor, or to a process each, which is killed where the run ends before it."""
    output = str(folder.absolute())
    if executor is not None:
        yield lambda shard: executor.submit(extract, shard, output, form)
        return
    running = Processes()
    pool = ThreadPoolExecutor(jobs)
    try:
        yield lambda shard: pool.submit(extract, shard, output, form, running)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        running.kill()
        pool.shutdown()


class _Run:
    """A run over some shards."""

    def __init__(self, folder: Path, form: str, submit: Submit, warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._form = form
        self._submit = submit
        self._warn = warn
        self._names: set[str] = set()
        self._waiting: dict[Future[Outcome], tuple[Shard, int]] = {}
        self._statistics = Statistics()
        self._progress = Progress(self._statistics)

    def all(self, planned: Iterable[Shard], watch: Callable[[Progress], None]) -> Statistics:
        """Make all shards that are not there."""
        shards, begun = iter(planned), time.monotonic()
        if isinstance(planned, list):
            self._progress.total = sum(shard.size for shard in planned)
        try:
            while self._fill(shards):
                for future in wait(self._waiting, _INTERVAL, FIRST_COMPLETED).done:
                    self._take(future, *self._waiting.pop(future))
                self._progress.seconds = time.monotonic() - begun
                watch(self._progress)
        finally:
            for future in self._waiting:
                future.cancel()
        if not self._statistics.lost:
            self._remove_others()
        return self._statistics

    def _fill(self, shards: Iterator[Shard]) -> bool:
        """Submit shards until the executor has enough; False if all are done."""
        while len(self._waiting) < _AHEAD and (shard := next(shards, None)):
            self._names.add(shard.name)
            outcome = load_outcome(self._folder, shard, self._form)
            if outcome:
                self._statistics.kept += 1
                self._count(shard, outcome)
                continue
            files = shard_files(self._folder, shard.name, self._form).values()
            if file := next((file for file in files if file.exists()), None):
                self._warn(f"{file}: shard incomplete or made from other input; making it again")
            self._waiting[self._submit(shard)] = shard, 1
        return bool(self._waiting)

    def _take(self, future: "Future[Outcome]", shard: Shard, attempt: int) -> None:
        """Count a shard that was made, or have it made again where who made it was ended."""
        try:
            outcome = future.result()
        except (ExportError, CancelledError, BrokenExecutor, ConnectionError, TimeoutError):
            raise
        except Exception as problem:  # noqa: BLE001 - whatever a worker dies of: the other shards go on
            if attempt < _ATTEMPTS:
                self._waiting[self._submit(shard)] = shard, attempt + 1
                return
            if not isinstance(problem, ThreadreaderError):
                trouble = f"failed ({type(problem).__name__}: {problem})"
                problem = ShardError(shard.name, trouble, "report it if it is a bug")
            self._statistics.lost[shard.name] = str(problem)
            self._progress.done += shard.size
            return
        self._progress.new_bytes += shard.size
        self._progress.new_pages += outcome.pages
        self._count(shard, outcome)

    def _count(self, shard: Shard, outcome: Outcome) -> None:
        self._progress.done += shard.size
        self._statistics.shards += 1
        self._statistics.add(outcome)

    def _remove_others(self) -> None:
        """Remove the shards of an earlier run whose inputs are in others now, or gone: rows would be there twice."""
        for record in (self._folder / RECORDS).glob("*.json"):
            if record.stem not in self._names:
                self._warn(f"{record}: shard without input, removed")
                # The record last: without its rows it would be found not to be whole.
                for file in shard_files(self._folder, record.stem, self._form).values():
                    file.unlink(missing_ok=True)
