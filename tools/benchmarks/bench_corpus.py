"""What a corpus costs: pages a second and CPU of `extract` with one process and two, beside work that only computes.

`python -m benchmarks.bench_corpus [--pages 10000] [--cluster]` writes an archive of made pages, whose
threads have 3 to 60 comments, and extracts it. The control is a loop in as many processes: what two processors give is
told by it, since others may be at work. `--cluster` does the same on a Dask cluster with one worker and two.
"""

import argparse
import gzip
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archives import record, response
from benchmarks.made_page import made_page
from executors import free_port

_SIZES = (3, 10, 30, 60)
_CONTROL = "sum(n * n % 7 for n in range({}))"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--shard", default="16", help="MB")
    parser.add_argument("--cluster", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = write_archive(Path(folder, "crawl.warc.gz"), arguments.pages)
        print(
            f"{arguments.pages:,} pages, {archive.stat().st_size >> 20:,} MB; load {Path('/proc/loadavg').read_text()}"
        )
        _compare(
            "extract",
            arguments.pages,
            lambda jobs: _extract(archive, Path(folder, f"{jobs}"), "--jobs", str(jobs), "--shard", arguments.shard),
        )
        if arguments.cluster:
            _compare(
                "Dask",
                arguments.pages,
                lambda jobs: _on_cluster(archive, Path(folder, f"dask{jobs}"), jobs, arguments.shard),
            )


def write_archive(path: Path, pages: int) -> Path:
    """A WARC file of pages at different addresses, each record compressed by itself."""
    made = [made_page(size) for size in _SIZES]
    with path.open("wb") as file:
        file.write(gzip.compress(record("warcinfo", {}, b"x")))
        for number in range(pages):
            page = made[number % len(made)].replace(b"</body>", b"<!-- %d --></body>" % number)
            file.write(gzip.compress(response(f"https://blog.example/{number}/", page), 1))
    return path


def _compare(name: str, pages: int, run: Callable[[int], None]) -> None:
    """Run with one process and two, each between two runs of the control."""
    gains: dict[str, dict[int, float]] = {name: {}, "control": {}}
    for jobs in (1, 2):
        before = _control(jobs)
        begun, cpu = time.monotonic(), _children_cpu()
        run(jobs)
        seconds, used = time.monotonic() - begun, _children_cpu() - cpu
        gains[name][jobs] = pages / seconds
        gains["control"][jobs] = jobs * 2 / (before + _control(jobs))
        print(f"{name}, {jobs}: {pages / seconds:.1f} pages a second, {seconds:.0f} s, CPU {used:.0f} s, ", end="")
        print(f"{used / pages * 1_000:.0f} ms a page, largest process {_largest_megabytes()} MB")
    gain, control = (each[2] / each[1] for each in gains.values())
    print(f"{name}, 2 / 1: {gain:.2f}; control {control:.2f}; ratio {gain / control:.2f}")


def _extract(archive: Path, output: Path, *options: str) -> None:
    command = [sys.executable, "-m", "threadreader", "extract", str(archive), "-o", str(output), "--quiet", *options]
    subprocess.run(command, check=True)


def _on_cluster(archive: Path, output: Path, workers: int, shard: str) -> None:
    with _cluster(workers, output.with_suffix(".scratch")) as address:
        _extract(archive, output, "--scheduler", address, "--shard", shard)


@contextmanager
def _cluster(workers: int, scratch: Path) -> Iterator[str]:
    """A Dask cluster of this machine; its address."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    programs: list[tuple[str, ...]] = [("scheduler", "--host", "127.0.0.1", "--port", port)]
    programs += [("worker", address, "--nthreads", "1", "--local-directory", str(scratch), "--no-nanny")] * workers
    with ExitStack() as running:
        for kind, *options in programs:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *options]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait)
            running.callback(process.terminate)
        yield address


def _control(jobs: int) -> float:
    """Seconds of a loop in so many processes at once."""
    begun = time.monotonic()
    command = [sys.executable, "-c", _CONTROL.format(30_000_000)]
    for process in [subprocess.Popen(command) for _ in range(jobs)]:
        process.wait()
    return time.monotonic() - begun


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _largest_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10


if __name__ == "__main__":
    main()
