import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_what_the_program_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "threadreader/py.typed",
        "threadreader/sample/sample.html",
        "threadreader/tui/threadreader.tcss",
        "threadreader/cli/__init__.py",
    } <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"threadreader"}


def test_every_module_and_recipe_is_in_the_wheel(wheel: Path) -> None:
    source = ROOT / "src"
    files = {file.relative_to(source).as_posix() for suffix in ("py", "toml") for file in source.rglob(f"*.{suffix}")}
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "threadreader = threadreader.__main__:run" in archive.read(name).decode()
