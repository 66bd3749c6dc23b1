"""Entries of the desktop: what is in the wheel is valid, and what is written for a user starts this program."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from threadreader.cli import main

Capture = pytest.CaptureFixture[str]
PACKAGED = Path(__file__).parents[2] / "src" / "threadreader" / "desktop"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of data, on a system with a desktop of freedesktop.org."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path / "data"


def _entry(file: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(file, encoding="utf-8")
    return parser["Desktop Entry"]


def _validate(*command: str) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_entries_are_written_and_taken_away(data: Path, capsys: Capture) -> None:
    assert main(["desktop", "--install"]) == 0
    assert "file managers now offer threadreader for saved pages" in capsys.readouterr().out
    entry = _entry(data / "applications" / "threadreader.desktop")
    assert entry["Exec"] == f'"{sys.executable}" "-P" "-m" "threadreader" open %f'
    assert {"text/html", "application/x-mimearchive", "message/rfc822", "application/warc"} <= set(
        entry["MimeType"].split(";")
    )
    assert (data / "icons" / "hicolor" / "scalable" / "apps" / f"{entry['Icon']}.svg").is_file()
    _validate("desktop-file-validate", str(data / "applications" / "threadreader.desktop"))
    assert main(["desktop", "--uninstall"]) == 0
    assert list(data.rglob("threadreader.*")) == []
    assert main(["desktop", "--uninstall"]) == 0


_XDG_MIME = """#!/bin/sh
# As the system's, where nothing is set: an entry of the user comes before one of the system.
entry() { ls "$XDG_DATA_HOME/applications" 2>/dev/null | grep desktop; }
case "$1 $3" in
  default*) echo "$3 $2" >>"$HOME/set" ;;
  'query text/html') grep -q html "$HOME/set" || entry || echo browser.desktop ;;
  query*) entry ;;
esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_what_opened_files_until_now_does_so_still(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "xdg-mime").write_text(_XDG_MIME)
    (tmp_path / "xdg-mime").chmod(0o755)
    (tmp_path / "set").touch()
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for _ in range(2):
        assert main(["desktop", "--install"]) == 0
        assert (tmp_path / "set").read_text() == "text/html browser.desktop\n"
    assert data.exists()
    assert (tmp_path / "config").is_dir(), "xdg-mime makes none"
    assert capsys.readouterr().err == ""


def test_a_python_in_an_odd_folder_is_quoted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", '/opt/a "b" $c %d \\e/python')
    assert main(["desktop", "--install"]) == 0
    file = data / "applications" / "threadreader.desktop"
    # As the specification says: quoted, then escaped as any string.
    assert _entry(file)["Exec"].startswith(r'"/opt/a \\"b\\" \\$c %%d \\\\e/python" "-P"')
    _validate("desktop-file-validate", str(file))


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_desktops_have_no_entries(system: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert main(["desktop", "--install"]) == 1
    assert "freedesktop.org" in capsys.readouterr().err


def test_what_is_to_be_done_is_named(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["desktop"])
    assert "--install --uninstall is required" in capsys.readouterr().err


def test_the_packaged_files_are_valid() -> None:
    assert [ET.parse(file).getroot().tag.rpartition("}")[2] for file in sorted(PACKAGED.glob("*.xml"))] == [
        "component",
        "mime-info",
    ]
    assert ET.parse(PACKAGED / "threadreader.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    _validate("desktop-file-validate", str(PACKAGED / "threadreader.desktop"))


def test_the_metainfo_is_valid() -> None:
    # There is no address of a homepage that could be named.
    override = "--override=url-homepage-missing=info"
    _validate("appstreamcli", "validate", "--no-net", override, str(PACKAGED / "io.github.threadreader.metainfo.xml"))
