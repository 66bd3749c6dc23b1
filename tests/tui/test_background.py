"""Work in another process."""

import asyncio
import gc
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PIL import Image

from archives import KINDS, PICTURE_URL
from blog import blog_page
from threadreader.library import processes, versions, worker
from threadreader.library.images import EncodedImage, GraphicsProtocol
from threadreader.library.library import Library
from threadreader.library.processes import run_for_screen
from threadreader.model.save import Versions
from threadreader.paths import find_paths
from threadreader.tui.terminal import open_in_browser

ENDLESS = """
import os, threading
from threadreader.library import processes
processes._send(os.getpid())
threading.Event().wait()
"""
LEAVES_A_MARK = """
import posix  # is there before all other modules
posix.close(posix.open(__file__ + ".ran", posix.O_CREAT | posix.O_WRONLY))
"""
STARTS_ANOTHER = """
import asyncio
from threadreader.library.processes import start_python

async def start():
    await (await start_python("print(sys.flags.utf8_mode)")).wait()
asyncio.run(start())
"""
OURS = {"PIL", "bs4", "lxml", "platformdirs", "selectolax", "sitecustomize", "textual", "threadreader"}
"""Modules that are none of Python's own, and that a child may import or Python itself looks for."""

WORK: Mapping[str, tuple[tuple[Any, ...], str]] = MappingProxyType(
    {
        "import_files": (("new.html",), "imported: New"),
        "import_sample": ((), "imported: Leave the town clock three minutes slow"),
        "bring_up_to_date": ((1,), ""),
        "restore_saves": ((1,), ""),
        "drop_save_of": ((1, "0" * 64), ""),
        "draw_picture": ((1, PICTURE_URL, GraphicsProtocol.BLOCKS), "4 2"),
        "upgrade_threads": ((), "threads updated to this version: 1"),
    }
)
"""What other processes do: its arguments, and the first line that is heard of it when it is done."""


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The modules that ran of the current folder, which has one for every name that is imported, and a page."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in OURS | sys.stdlib_module_names:
        (folder / f"{name}.py").write_text(LEAVES_A_MARK)
    (folder / "new.html").write_bytes(blog_page("First", title="New", address="https://blog.example.org/new/"))
    monkeypatch.chdir(folder)
    return lambda: sorted(path.stem for path in folder.glob("*.ran"))


@pytest.fixture(params=["", "PYTHONPATH"])
def _variables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of Python as they are, and with one that names the current folder."""
    if request.param:
        monkeypatch.setenv(request.param, os.pathsep.join(["", os.environ.get(request.param, "")]))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a library with a page that was saved with its picture, and read by an older version."""
    drawn = BytesIO()
    Image.new("RGB", (40, 20), (255, 0, 0)).save(drawn, "PNG")
    monkeypatch.setattr("archives.PICTURE", drawn.getvalue())
    (tmp_path / "old.mhtml").write_bytes(KINDS["mhtml"]())
    monkeypatch.setattr(versions, "VERSIONS", Versions(versions.VERSIONS.extractor - 1, versions.VERSIONS.linker - 1))
    with Library.open(find_paths()) as opened:
        opened.import_page(tmp_path / "old.mhtml")
        return opened.file


def test_all_that_is_done_elsewhere_is_tried_here() -> None:
    named = inspect.getmembers(worker, inspect.isfunction)
    public = {name for name, work in named if work.__module__ == worker.__name__ and not name.startswith("_")}
    assert WORK.keys() == public


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("work", WORK)
def test_no_module_in_the_current_folder_runs(work: str, library: Path, ran: Callable[[], list[str]]) -> None:
    heard: list[str] = []
    arguments, said = WORK[work]

    def hear(answer: str | EncodedImage) -> None:
        heard.append(answer if isinstance(answer, str) else f"{answer.width} {answer.height}")

    options = {"box": (4, 4), "background": "#000000"} if work == "draw_picture" else {}
    done = asyncio.run(run_for_screen(partial(getattr(worker, work), library, *arguments, **options), hear))
    assert ran() == []
    assert done
    assert said in [*heard, ""]


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("browser", ["/bin/true %s", "/bin/true %s &"])
def test_no_module_in_the_current_folder_runs_before_a_browser(
    browser: str, ran: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", browser)
    shown = asyncio.run(open_in_browser("https://blog.example.org/", nullcontext))
    assert ran() == []
    assert shown or browser.endswith("&"), "one behind which nobody waits must not have ended"


def _path_of_a_child(monkeypatch: pytest.MonkeyPatch, *path: str) -> list[str]:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", list(path))
        return processes._search_path()


def test_the_current_folder_is_not_handed_on_by_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to("here")
    monkeypatch.chdir(tmp_path / "here")
    here = ("", ".", str(tmp_path / "here"), str(tmp_path / "link"))
    others = [str(tmp_path), str(tmp_path / "none.zip")]
    assert _path_of_a_child(monkeypatch, *here, *others) == others


def test_a_program_in_the_current_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(Path(processes.__file__).parents[2])
    monkeypatch.chdir(folder)
    assert _path_of_a_child(monkeypatch, "", folder) == [folder]


@pytest.mark.parametrize("mode", ["0", "1"])
def test_arguments_are_decoded_as_they_were_encoded(mode: str) -> None:
    command = [sys.executable, "-X", f"utf8={mode}", "-c", STARTS_ANOTHER]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{mode}\n"


def test_work_that_is_given_up_has_ended_before_the_program_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_RUN", ENDLESS)

    async def give_up() -> int:
        heard = asyncio.Queue[Any]()
        working = asyncio.create_task(
            run_for_screen(partial(worker.upgrade_threads, Path("library")), heard.put_nowait)
        )
        number = int(await heard.get())
        working.cancel()
        await asyncio.sleep(0)  # As the program does it, and then the loop of it once more.
        return number

    number = asyncio.run(give_up())
    gc.collect()  # What is left of it would say so now.
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
