import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
        *(f"threadreader/export/templates/{name}.css" for name in ("body", "book", "page")),
        "threadreader/tui/threadreader.tcss",
        "threadreader/cli/__init__.py",
    } <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"threadreader"}
    assert {name.partition(".data/data/")[2] for name in names} - {""} == {
        "share/applications/threadreader.desktop",
        "share/bash-completion/completions/threadreader",
        "share/fish/vendor_completions.d/threadreader.fish",
        "share/icons/hicolor/scalable/apps/threadreader.svg",
        "share/man/man1/threadreader.1",
        "share/metainfo/io.github.threadreader.metainfo.xml",
        "share/mime/packages/threadreader.mime.xml",
        "share/zsh/site-functions/_threadreader",
    }


def test_every_module_and_recipe_is_in_the_wheel(wheel: Path) -> None:
    source = ROOT / "src"
    files = {file.relative_to(source).as_posix() for suffix in ("py", "toml") for file in source.rglob(f"*.{suffix}")}
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "threadreader = threadreader.__main__:run" in archive.read(name).decode()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_what_is_built_twice_is_equal(kind: str, tmp_path: Path) -> None:
    built: list[bytes] = []
    for turn in ("first", "second"):
        build = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(tmp_path / turn)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (file,) = (tmp_path / turn).iterdir()
        built.append(file.read_bytes())
    assert built[0] == built[1]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("run", {"compressed", "images", "parquet", "watch"}),
        ("dev", {"dev"}),
        ("release", {"release"}),
        ("fuzz", {"fuzz"}),
        ("docs", {"docs"}),
    ],
)
def test_every_dependency_is_locked_to_a_version_that_fits_and_has_hashes(lock: str, extras: set[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    locked = _locked((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8"))
    assert all(hashes for _, hashes in locked.values())
    for requirement in map(Requirement, asked):
        if _is_for_this_python(requirement):
            assert locked[canonicalize_name(requirement.name)][0] in requirement.specifier, "run scripts/lock"


def _locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes of each package that a file of locked requirements installs here."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in re.split(r"(?m)^(?=[^\s#])", text):
        line, *hashes = re.split(r"\s*\\\n\s*--hash=", entry.strip())
        if line and _is_for_this_python(requirement := Requirement(line)):
            (pin,) = requirement.specifier
            found[canonicalize_name(requirement.name)] = pin.version, hashes
    return found


def _is_for_this_python(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate()
