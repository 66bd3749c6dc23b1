import sys
from pathlib import Path

import pytest

from threadreader.errors import ConfigError
from threadreader.paths import find_paths, install_command


def test_a_home_holds_everything(home: Path) -> None:
    paths = find_paths()
    assert (paths.library, paths.config_file, paths.preferences_file, paths.cache) == (
        home / "library.db",
        home / "config.toml",
        home / "choices.json",
        home / "cache",
    )
    assert not home.exists()


def test_a_home_may_be_relative_or_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_paths("here").data == tmp_path / "here"
    assert find_paths("~/there").data == tmp_path / "there"


def test_the_home_of_nobody_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADREADER_HOME", "~nobody-has-this-name/q")
    with pytest.raises(ConfigError, match=r"^THREADREADER_HOME=~nobody-has-this-name/q: unknown home folder"):
        find_paths()


def test_without_a_home_the_platform_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THREADREADER_HOME", "")
    for kind in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    paths = find_paths()
    assert len({paths.data, paths.config, paths.cache}) == 3
    assert all(folder.name == "threadreader" for folder in (paths.data, paths.config, paths.cache))


def test_a_package_is_installed_where_the_program_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/my programs/bin/python")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "pip")
    assert install_command("all") == "'/my programs/bin/python' -m pip install 'threadreader[all]'"
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert install_command("all") == "uv pip install --python '/my programs/bin/python' 'threadreader[all]'"
    (tmp_path / "pipx_metadata.json").touch()
    assert install_command("all") == "pipx runpip threadreader install 'threadreader[all]'"
