"""What is done to the library in another process while a screen goes on: each yields lines for it, or a picture."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from threadreader.errors import PictureError, ThreadreaderError
from threadreader.library.backups import open_backed_up
from threadreader.library.files import FileSource
from threadreader.library.images import EncodedImage, GraphicsProtocol, draw, find_images
from threadreader.library.importing import ImportFailure, ImportResult
from threadreader.library.library import Library
from threadreader.library.maintenance import upgrade
from threadreader.library.refresh import drop_save, restore_parts
from threadreader.library.sandbox import Limits, run_sandboxed
from threadreader.model.text import clean_line
from threadreader.sample import NAME, sample_page
from threadreader.store.connection import Database
from threadreader.store.writing import ImportStatus

# One of the most pixels takes 1.4 s of processor time and less than 0.7 GB.
_IMAGE_LIMITS = Limits(seconds=20, memory=1 << 30)


def bring_up_to_date(file: Path, number: int) -> Iterator[str]:
    """Bring a stored thread up to date."""
    with _open(file) as library:
        library.bring_up_to_date(number)
    yield from ()


def restore_saves(file: Path, number: int) -> Iterator[str]:
    """Parse again the saves of a thread of which what was parsed is damaged; a line where that is not possible."""
    return _trouble_of(file, partial(restore_parts, number=number))


def drop_save_of(file: Path, number: int, digest: str) -> Iterator[str]:
    """Drop a save of a thread; a line where that is not possible."""
    return _trouble_of(file, partial(drop_save, number=number, digest=digest))


def _trouble_of(file: Path, work: Callable[[Database], None]) -> Iterator[str]:
    with _open(file) as library:
        try:
            work(library.database)
        except ThreadreaderError as problem:
            yield _error_message(problem)


def upgrade_threads(file: Path) -> Iterator[str]:
    """Bring all threads up to date."""
    with _open(file) as library:
        for number, _ in enumerate(upgrade(library), 1):
            yield f"threads updated to this version: {number:,}"


def import_files(file: Path, *named: str) -> Iterator[str]:
    """Import files, and the pages in folders."""
    imported: list[ImportResult] = []
    errors: list[ThreadreaderError] = []
    with _open(file) as library:
        for outcome in library.import_pages(Path(name).expanduser() for name in named):
            if isinstance(outcome, ImportResult):
                imported.append(outcome)
                yield f"importing: {len(imported):,} · {_title(outcome)}"
            elif isinstance(outcome, ImportFailure) and not outcome.is_passed_over:
                errors.append(outcome.error)
    if len(imported) + len(errors) == 1:
        yield _message(imported[0]) if imported else _error_message(errors[0])
    else:
        yield _summary(Counter(outcome.status for outcome in imported), errors)


def import_sample(file: Path) -> Iterator[str]:
    """Import the page that comes with the program."""
    with _open(file) as library:
        yield _message(library.import_page(FileSource(Path(NAME), content=sample_page())))


def _message(outcome: ImportResult) -> str:
    match outcome.status:
        case ImportStatus.NEW:
            return f"imported: {_title(outcome)}"
        case ImportStatus.ADDED_SAVE:
            return f"added to its thread: {_title(outcome)}"
        case ImportStatus.DUPLICATE:
            return f"already in the library:  {_title(outcome)}"


def _error_message(error: ThreadreaderError) -> str:
    return f"{clean_line(Path(error.subject).name)}: {clean_line(error.trouble)}"


def _title(outcome: ImportResult) -> str:
    return clean_line(outcome.entry.page.title) or "Untitled page"


def draw_picture(
    file: Path, number: int, src: str, protocol: GraphicsProtocol, *, box: tuple[int, int], background: str
) -> EncodedImage | str:
    """An image of a stored thread in a box of pixels, on a background (`#rrggbb`), or why there is none."""
    name = clean_line(src).rpartition("/")[2] or "picture"
    try:
        with _open(file) as library:
            page = library.find(str(number)).page
            found = find_images(map(library.saved, reversed(page.saves)), [src], page.url)
        if src not in found:
            raise PictureError(name, "not saved with the page")
        red, green, blue = bytes.fromhex(background.removeprefix("#"))
        work = partial(draw, name, found[src], protocol, box, (red, green, blue))
        return run_sandboxed(name, work, _IMAGE_LIMITS, EncodedImage)
    except ThreadreaderError as problem:
        return f"{clean_line(problem.subject)} {problem.trouble}"


def _summary(imported: Counter[ImportStatus], errors: Sequence[ThreadreaderError]) -> str:
    duplicates, joined = imported[ImportStatus.DUPLICATE], imported[ImportStatus.ADDED_SAVE]
    parts = [f"{imported[ImportStatus.NEW] + joined:,} imported"]
    if joined:
        parts.append(f"{joined:,} of them newer saves")
    if duplicates:
        parts.append(f"{duplicates:,} already in the library")
    if errors:
        parts.append(f"{len(errors):,} failed: {_error_message(errors[0])}")
    return " · ".join(parts)


def _open(file: Path) -> Library:
    return Library(open_backed_up(file))
