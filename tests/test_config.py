from pathlib import Path

import pytest

from threadreader.config import Config, LoadedConfig, NamedCommand, library_folder, load_config
from threadreader.errors import ConfigError

NAMES = Config.__struct_fields__


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_as_by_default(file: Path) -> None:
    assert load_config(file) == LoadedConfig()


def test_settings_are_read(file: Path) -> None:
    file.write_text('theme = "light"\nreply_width = 60\n')
    assert load_config(file) == LoadedConfig(
        Config(theme="light", reply_width=60), named=frozenset({"theme", "reply_width"})
    )


def test_keys_are_read_with_and_without_quotation_marks(file: Path) -> None:
    file.write_text('[keys]\npreset = "arrows"\nreply.next = "n"\nreply.previous = []\n"go.back" = ["f5", "u"]\n')
    bound = {"reply.next": ("n",), "reply.previous": (), "go.back": ("f5", "u")}
    assert load_config(file) == LoadedConfig(Config(preset="arrows", keys=bound), named=frozenset({"preset", "keys"}))


def test_commands_are_a_line_or_a_table(file: Path) -> None:
    file.write_text(
        '[commands]\ncount = "wc -w"\n'
        '[commands.say]\nrun = "espeak -s 160"\ngets = "branch"\nformat = "markdown"\nkey = "f9"\n'
    )
    say = NamedCommand("espeak -s 160", "branch", "markdown", ("f9",))
    config = Config(commands={"count": NamedCommand("wc -w"), "say": say})
    assert load_config(file) == LoadedConfig(config, named=frozenset({"commands"}))


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ('tehme = "light"', "unknown setting 'tehme'; did you mean 'theme'?"),
        (
            "quite_other = 1",
            f"the settings are {', '.join(name for name in NAMES if name not in {'preset', 'keys'})}",
        ),
        ('preset = "arrows"', "unknown setting 'preset'; "),
        (
            'theme = "lihgt"',
            "terminal, contrast, mono, not \"lihgt\"; did you mean 'light'?",
        ),
        ('theme = "pink"', 'theme must be one of auto, dark, light, terminal, contrast, mono, not "pink"'),
        ("theme = []", "theme must be one of auto, dark, light, terminal, contrast, mono, not []"),
        ("article_width = 49", "article_width must be a number from 50 to 100, not 49"),
        ("article_width = 101", "article_width must be a number from 50 to 100, not 101"),
        ('indent = "2"', 'indent must be a number from 1 to 4, not "2"'),
        ("indent = true", "indent must be a number from 1 to 4, not true"),
        ("indent = 2.0", "indent must be a number from 1 to 4, not 2.0"),
        ('library = "books"', 'library must be an absolute path, beginning with `/` or `~`, not "books"'),
        (
            'library = "~nobody-has-this-name/books"',
            'library must be an absolute path, beginning with `/` or `~`, not "~nobody',
        ),
        ("library = 3", "library must be an absolute path, beginning with `/` or `~`, not 3"),
        ("keys = 3", "keys must be a table of keys, not 3"),
        ('[keys]\npreset = "emacs"', 'keys.preset must be one of vi, arrows, not "emacs"'),
        ('[keys]\npreset = "arows"', "did you mean 'arrows'?"),
        ("[keys]\nreply.next = 3", "keys.reply.next must be a key or a list of keys, not 3"),
        ("commands = 3", "commands must be a table of commands, not 3"),
        ("[commands]\ncount = 3", "commands.count must be a command line, or a table with one in `run`"),
        ('[commands]\ncount = " "', "commands.count must be a command line, or a table with one in `run`"),
        ('[commands.count]\nkey = "f9"', "commands.count must be a command line, or a table with one in `run`"),
        ('[commands]\ncount = "wc \'a"', "commands.count.run: No closing quotation"),
        ('[commands]\n"word count" = "wc"', 'commands must have letters, digits, - and _ only, not "word count"'),
        ('[commands.c]\nrun = "wc"\nget = "reply"', "unknown setting 'commands.c.get'; did you mean 'gets'?"),
        (
            '[commands.c]\nrun = "wc"\nshell = true',
            "unknown setting 'commands.c.shell'; the settings are run, gets, format, key",
        ),
        (
            '[commands.c]\nrun = "wc"\ngets = "brench"',
            "commands.c.gets must be one of reply, selection, branch, thread, not \"brench\"; did you mean 'branch'?",
        ),
        (
            '[commands.c]\nrun = "wc"\nformat = "html"',
            'commands.c.format must be one of text, markdown, json, not "html"',
        ),
        (
            '[commands.c]\nrun = "wc"\ngets = "selection"\nformat = "json"',
            "commands.c.format must be text for a selection",
        ),
        ('[commands.c]\nrun = "wc"\nkey = 3', "commands.c.key must be a key or a list of keys, not 3"),
        ("theme = ", "cannot be read as TOML"),
        ("theme = " + "[" * 20_000, "cannot be read as TOML (nested too deep)"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_the_others_are_taken(
    file: Path, content: str, trouble: str
) -> None:
    file.write_text(content if "TOML" in trouble else f"reply_width = 60\n{content}\n")
    loaded = load_config(file)
    (problem,) = loaded.problems
    assert str(problem).startswith(f"{file}: ")
    assert trouble in str(problem)
    assert loaded.config == (Config() if "TOML" in trouble else Config(reply_width=60))


def test_every_wrong_setting_is_named(file: Path) -> None:
    file.write_text("theme = 1\nindnet = 2\n[keys]\npreset = 4\ngo.back = 5\n")
    assert len(load_config(file).problems) == 4


def test_a_file_that_is_no_text_is_named(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    (problem,) = load_config(file).problems
    assert "cannot be read as TOML" in str(problem)


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (problem,) = load_config(tmp_path).problems
    assert str(problem).endswith(": cannot be read (Is a directory)")


def test_a_file_in_the_place_of_the_folder_is_as_none(file: Path) -> None:
    file.touch()
    assert load_config(file / "config.toml") == LoadedConfig()


def test_the_folder_of_the_library_is_the_one_that_is_named(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert library_folder(file) is None
    for content, folder in (
        ('library = "~/Sync/reader"', tmp_path / "Sync" / "reader"),
        ('library = "/mnt/reader"\ntheme = "pink"', Path("/mnt/reader")),
        ('library = ""', None),
        ('theme = "pink"', None),
        ("theme = ", None),
    ):
        file.write_text(content)
        assert library_folder(file) == folder


@pytest.mark.parametrize("content", ['library = "books"', 'library = "/mnt/reader"\ntheme = ', "library = /mnt"])
def test_where_the_named_folder_cannot_be_known_there_is_no_other(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(ConfigError, match=r"config\.toml: (library must be an absolute path|cannot be read as TOML)"):
        library_folder(file)


def test_where_the_settings_cannot_be_read_there_is_no_other_library(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml: cannot be read \(Is a directory\)"):
        library_folder(file)
