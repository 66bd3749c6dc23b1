from pathlib import Path

import pytest

from threadreader.config import Config, load_config
from threadreader.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_as_by_default(file: Path) -> None:
    assert load_config(file) == Config()


def test_settings_are_read(file: Path) -> None:
    file.write_text('theme = "light"\nreply_width = 60\n')
    assert load_config(file) == Config(theme="light", reply_width=60)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ('tehme = "light"', "there is no setting 'tehme'; did you mean 'theme'?"),
        (
            "quite_other = 1",
            "there is no setting 'quite_other'; the settings are theme, article_width, reply_width, indent$",
        ),
        ('theme = "pink"', 'theme is one of dark, light, not "pink"'),
        ("theme = []", r"theme is one of dark, light, not \[\]"),
        ("article_width = 49", "article_width is a number from 50 to 100, not 49"),
        ("article_width = 101", "article_width is a number from 50 to 100, not 101"),
        ('indent = "2"', 'indent is a number from 1 to 4, not "2"'),
        ("indent = true", "indent is a number from 1 to 4, not true"),
        ("indent = 2.0", "indent is a number from 1 to 4, not 2.0"),
        ("theme = ", "cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_names_file_and_key(file: Path, content: str, trouble: str) -> None:
    file.write_text(content)
    with pytest.raises(ConfigError, match=trouble) as raised:
        load_config(file)
    assert str(raised.value).startswith(f"{file}: ")


def test_a_file_that_is_no_text_is_an_error(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        load_config(file)


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r": cannot be read \(Is a directory\)$"):
        load_config(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_as_none(file: Path) -> None:
    file.touch()
    assert load_config(file / "config.toml") == Config()
