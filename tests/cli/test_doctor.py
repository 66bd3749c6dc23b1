"""`doctor` says what the program runs on, and what is wrong; it makes nothing."""

import json
import sqlite3
import sys
from importlib import metadata
from pathlib import Path

import pytest

from blog import blog_page
from terminal import Terminal
from threadreader.cli import main
from threadreader.library import doctor, layers
from threadreader.library.library import Library
from threadreader.paths import find_paths, install_command

Capture = pytest.CaptureFixture[str]


def state_of(capsys: Capture, code: int = 0) -> dict[str, object]:
    assert main(["doctor", "--json"]) == code
    plain: dict[str, object] = json.loads(capsys.readouterr().out)
    return plain


def test_without_a_library_nothing_is_made(home: Path, capsys: Capture) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"  {home / 'library.db'}: none yet; created when you add the first page" in lines
    assert lines[-1] == "no problems"
    assert not home.exists()


def test_versions_and_layers_are_named(capsys: Capture) -> None:
    state = state_of(capsys)
    versions = state["versions"]
    assert isinstance(versions, dict)
    assert versions["SQLite"] == sqlite3.sqlite_version
    assert [layer.name for layer in layers.layers()] == ["process", "limits", "landlock", "seccomp"]
    listed = state["layers"]
    assert isinstance(listed, list)
    assert [(each["name"], each["on"]) for each in listed] == [(e.name, not e.reason) for e in layers.layers()]


def test_a_layer_that_is_off_says_why(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(layers, "_reason_against_landlock", lambda: "the kernel is older than 5.13")
    assert main(["doctor"]) == 0
    assert "  landlock off (the kernel is older than 5.13): reads only" in capsys.readouterr().out


@pytest.mark.process
def test_the_state_of_the_library_is_told(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First"))
    with Library.open(find_paths()) as library:
        library.import_page(page)
    assert main(["doctor"]) == 0
    assert ": 1 thread, journal mode " in capsys.readouterr().out


def test_a_damaged_library_and_wrong_settings_are_wrong(home: Path, capsys: Capture) -> None:
    home.mkdir()
    (home / "config.toml").write_text("article_widht = 60\n")
    (home / "library.db").write_bytes(b"no library " * 99)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert ": cannot be read" in out
    assert "library.db: is not a library of threadreader; move it away" in out
    assert "unknown setting 'article_widht'" in out
    assert (home / "library.db").read_bytes() == b"no library " * 99


@pytest.mark.process
def test_damage_inside_a_library_is_wrong(home: Path, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "bread.html").write_bytes(blog_page(*(f"Words {number}" for number in range(400))))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "bread.html")
    content = bytearray((home / "library.db").read_bytes())
    for page in range(4, len(content) // 4096):
        content[4096 * page : 4096 * page + 8] = bytes(8)
    (home / "library.db").write_bytes(content)
    problems = state_of(capsys, 1)["problems"]
    assert isinstance(problems, list)
    assert problems[0]["trouble"].startswith("is damaged")


def test_a_folder_that_no_library_can_be_made_in_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    problems = doctor.diagnose(find_paths(str(tmp_path / "file" / "home"))).problems
    assert [problem.subject for problem in problems] == [str(tmp_path / "file")]
    monkeypatch.setenv("THREADREADER_HOME", str(tmp_path / "file" / "home"))
    assert main(["doctor"]) == 1


def test_a_package_that_is_missing_is_wrong_if_it_is_needed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    version = metadata.version

    def without_some(name: str) -> str:
        if name in {"lxml", "pillow"}:
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_some)
    requires = ["lxml>=6.1", 'pillow>=11; extra == "images"', 'pytest>=8.4; extra == "dev"', "babel>=2"]
    monkeypatch.setattr(metadata, "requires", lambda _: requires)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "  not installed: pillow (images)\n" in out
    assert f"  {install_command('images')} installs pillow" in out
    assert "  lxml: is not installed; pip install lxml" in out
    assert f"pytest {version('pytest')}" not in out


def test_the_terminal_is_told_as_its_environment_says(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    for name in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY", "COLORTERM", "BROWSER", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    terminal = state_of(capsys)["terminal"]
    assert terminal == {
        "kind": "xterm-256color",
        "colours": "256",
        "emoji": "unknown: the terminal does not report their width",
        "copies": "by the terminal (OSC 52), if supported",
        "pictures": "as blocks",
        "links": "copied, because no browser was found",
    }
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert main(["doctor"]) == 0
    assert "  colours  16 million" in capsys.readouterr().out


def test_what_only_developers_need_is_not_missed(capsys: Capture) -> None:
    assert main(["doctor"]) == 0
    assert not {"mkdocs", "atheris", "twine"} & set(capsys.readouterr().out.replace("-", " ").split())


@pytest.mark.process
@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((2, 2, 2, 2), "as wide as expected"),
        ((2, 4, 2, 2), "\U0001f469\u200d\U0001f680 4 columns wide instead of 2; lines with these may look misaligned"),
        ((2,), "unknown: the terminal does not report their width"),
    ],
)
def test_the_width_of_emoji_is_measured(columns: tuple[int, ...], told: str) -> None:
    with Terminal([sys.executable, "-m", "threadreader", "doctor"], rows=60, columns=120) as terminal:
        terminal.wait_for("\x1b[c")
        terminal.write("".join(f"\x1b[1;{column + 1}R" for column in columns) + "\x1b[?62;22c")
        assert terminal.wait_to_end() == 0
    assert f"  emoji    {told}\r\n" in terminal.output.decode()


def test_a_bug_of_sqlite_says_why_the_journal_is_chosen(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(doctor, "known_bug", lambda: "loses commits")
    assert main(["doctor"]) == 0
    assert (
        f"SQLite {sqlite3.sqlite_version} has a known bug (loses commits); using a slower journal"
        in capsys.readouterr().out
    )
    monkeypatch.setattr(doctor, "known_bug", lambda: "")
    assert state_of(capsys)["sqlite_bug"] == ""
