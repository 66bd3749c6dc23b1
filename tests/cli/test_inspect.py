import tomllib
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.paths import find_paths

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "bread.html"
    file.write_bytes(blog_page("Crisp zwieback", "Soft rusk", "Stale bread"))
    return file


def test_it_writes_a_recipe_that_the_folder_of_recipes_takes(page: Path, capsys: Capture) -> None:
    assert main(["inspect", str(page), "--recipe"]) == 0
    written = capsys.readouterr().out
    name = tomllib.loads(written)["name"]
    folder = find_paths().recipes
    folder.mkdir(parents=True)
    (folder / "bread.toml").write_text(written)
    assert main(["inspect", str(page), "--without", "wordpress", "--without", "generic"]) == 0
    shown = capsys.readouterr().out
    assert "3 found" in shown
    assert any(line.startswith(name) and line.endswith("chosen") for line in shown.splitlines())


def test_a_stored_thread_makes_no_recipe(capsys: Capture) -> None:
    assert main(["inspect", "3", "--recipe"]) == 1
    assert "--recipe needs a page file" in capsys.readouterr().err
