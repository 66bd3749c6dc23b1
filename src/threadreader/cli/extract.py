"""Command `extract`: write the comments of many pages as tables, on this machine or on a cluster."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from msgspec.structs import asdict

from threadreader.cli.output import INTERRUPTED, StatusLine, is_dumb, print_json, print_line
from threadreader.corpus import Progress, Statistics, cluster_executor, extract_many
from threadreader.corpus.plan import read_index
from threadreader.errors import ExportError
from threadreader.model.text import clean_line, counted

_MEGABYTE = 1 << 20
_MAX_SHOWN = 10  # shards that were not made, most of the same reason
_LOG_INTERVAL = 60  # seconds between two lines of progress in a file


def extract_corpus(arguments: argparse.Namespace) -> int:
    """Write the tables, and say what is in them."""
    if arguments.scheduler and arguments.jobs:
        raise ExportError("--jobs", "cannot be used with --scheduler", "leave out one of the two")
    paths = [Path(each) for each in arguments.pages]
    sources = read_index(Path(arguments.index), paths) if arguments.index else paths
    shown = _Progress(hidden=arguments.quiet)
    with ExitStack() as left:
        left.callback(shown.clear)
        executor = left.enter_context(cluster_executor(arguments.scheduler)) if arguments.scheduler else None
        try:
            statistics = extract_many(
                sources,
                arguments.output,
                format=arguments.format,
                executor=executor,
                jobs=arguments.jobs,
                shard_bytes=arguments.shard * _MEGABYTE,
                watch=shown.show,
                warn=shown.warn,
            )
        except KeyboardInterrupt:
            shown.clear()
            sys.stderr.write("threadreader: stopped; run the command again to continue\n")
            return INTERRUPTED
    if arguments.json:
        print_json(asdict(statistics), arguments.json)
    elif not arguments.quiet:
        for line in _summary(statistics, shown.seconds):
            print_line(line)
    for message in islice(statistics.lost.values(), _MAX_SHOWN):
        sys.stderr.write(f"threadreader: {clean_line(message)}\n")
    if len(statistics.lost) > _MAX_SHOWN:
        sys.stderr.write(f"threadreader: and {len(statistics.lost) - _MAX_SHOWN:,} more shards that failed\n")
    return 1 if statistics.lost else 0


def _summary(statistics: Statistics, seconds: float) -> Iterator[str]:
    kept = f", {statistics.kept:,} of them already there" if statistics.kept else ""
    lost = f", {len(statistics.lost):,} failed" if statistics.lost else ""
    pages, comments = counted(statistics.pages, "page"), counted(statistics.comments, "comment")
    shards = counted(statistics.shards, "shard")
    yield f"{pages} with {comments} in {shards}{kept}{lost} ({_duration(seconds)})"
    if statistics.adapters:
        yield f"read by {_counts(statistics.adapters)}"
    if statistics.doubtful:
        yield f"doubtful: {statistics.doubtful:,}"
    if statistics.failures:
        yield f"failed: {_counts(statistics.failures)}"
    if statistics.passed_over:
        yield f"other files skipped in folders: {statistics.passed_over:,}"


def _counts(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{clean_line(name)} {count:,}" for name, count in ordered)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


class _Progress:
    """Progress on stderr: a line that is written over on a terminal, one a minute in a file."""

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden
        self._line = StatusLine(sys.stderr) if sys.stderr.isatty() and not is_dumb() else None
        self._logged = time.monotonic()
        self.seconds = 0.0

    def show(self, progress: Progress) -> None:
        """Show how far a run is."""
        self.seconds = progress.seconds
        if self._hidden:
            return
        done, total = progress.done // _MEGABYTE, progress.total // _MEGABYTE
        parts = [f"{done:,} of {total:,} MB" if total else f"{done:,} MB", f"{progress.statistics.pages:,} pages"]
        if progress.new_pages:
            parts.append(f"{progress.pages_a_second:.1f} a second")
        if progress.seconds_left is not None:
            parts.append(f"{_duration(progress.seconds_left)} left")
        line = " · ".join(parts)
        if self._line:
            self._line.show(line)
        elif time.monotonic() - self._logged >= _LOG_INTERVAL:
            self._logged = time.monotonic()
            sys.stderr.write(f"threadreader: {line}\n")

    def warn(self, message: str) -> None:
        """Say something that stays."""
        self.clear()
        sys.stderr.write(f"threadreader: {clean_line(message)}\n")

    def clear(self) -> None:
        """Take the line away."""
        if self._line:
            self._line.clear()
