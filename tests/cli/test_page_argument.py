from collections.abc import Callable
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page in the current folder, where a command may write what it makes of it."""
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First", "Second"))
    return page


def _set(home: Path, content: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(content)


def test_the_library_is_in_the_folder_that_the_settings_name(
    home: Path, page: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "synced" / "reader"
    _set(home, f'library = "{folder.as_posix()}"')
    assert main(["where"]) == 0
    output = capsys.readouterr().out.splitlines()
    assert output == [
        f"data     {folder}",
        f"backups  {folder / 'backups'}",
        f"config   {home}",
        f"cache    {home / 'cache'}",
    ]
    assert main(["import", str(page)]) == 0
    assert main(["check"]) == 0
    assert f"{folder / 'library.db'}: 1 thread, no problems" in capsys.readouterr().out
    assert main(["backup", str(tmp_path / "copy.db")]) == 0
    assert main(["restore", str(tmp_path / "copy.db")]) == 0
    assert not (home / "library.db").exists()


@pytest.mark.parametrize("command", ["list", "where", "check", "import PAGE", "forget 1", "restore PAGE"])
def test_where_that_setting_is_wrong_no_other_library_is_made(
    home: Path, page: Path, capsys: Capture, command: str
) -> None:
    _set(home, 'library = "synced"')
    assert main(command.replace("PAGE", str(page)).split()) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        f"threadreader: {home / 'config.toml'}: "
        'library must be an absolute path, beginning with `/` or `~`, not "synced"'
    )
    assert not (home / "library.db").exists()


@pytest.mark.parametrize("command", ["import", "open", "export", "inspect", "report"])
@pytest.mark.parametrize("name", ["", " "])
def test_nothing_is_no_name_of_a_page(command: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, name])
    assert ended.value.code == 2
    assert f"a page name, not {name!r}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["inspect", "open", "export", "report"])
def test_a_page_in_a_folder_that_others_may_not_read_is_no_title(
    page: Path, tmp_path: Path, command: str, capsys: Capture, as_nobody: Callable[[], None]
) -> None:
    main([command, str(page)])
    capsys.readouterr()
    private = tmp_path / "private"
    private.mkdir()
    page.rename(private / "bread.html")
    private.chmod(0)
    as_nobody()
    assert main([command, str(private / "bread.html")]) == 1
    line = capsys.readouterr().err
    assert line.startswith(f"threadreader: {private / 'bread.html'}: ")
    assert "Permission denied" in line
    assert line.count("\n") == 1
