"""The commands `config`, `keys` and `adapters`."""

import json
from pathlib import Path

import jsonschema
import pytest

from threadreader.cli import main
from threadreader.config import Config, load_config
from threadreader.paths import find_paths

Capture = pytest.CaptureFixture[str]

OWN = """\
# mine
theme = "light"
indent = 3

[keys]
preset = "vi"
go.back = ["ctrl+o", "f12"]

[commands]
count = "wc -w"

[commands.'übersetzen']
run = "trans -b :en"
gets = "branch"
key = "g c"
"""


@pytest.fixture
def file() -> Path:
    path = find_paths().config_file
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _printed(capsys: Capture, *arguments: str, status: int = 0) -> str:
    assert main(list(arguments)) == status
    return capsys.readouterr().out


@pytest.mark.parametrize("own", ["", OWN])
def test_what_is_printed_is_loaded_unchanged(own: str, file: Path, tmp_path: Path, capsys: Capture) -> None:
    file.write_text(own)
    printed = tmp_path / "printed.toml"
    printed.write_text(_printed(capsys, "config", "print"))
    assert load_config(printed).problems == ()
    assert load_config(printed).config == load_config(file).config
    assert "# Indentation of each level of replies, in columns (1 to 4)." in printed.read_text()


def test_what_is_wrong_is_named_with_its_line(file: Path, capsys: Capture) -> None:
    file.write_text('theme = "lihgt"\n\nindnet = 2\n\n[keys]\ngo.bakc = "x"\n"go.back" = "ctrl+nosuch"\n')
    lines = _printed(capsys, "config", "check", status=1).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{file}:{number}" for number in (1, 3, 6, 7)]
    assert [line.rpartition("did you mean ")[2] for line in lines[:3]] == ["'light'?", "'indent'?", "'go.back'?"]


def test_a_command_that_is_wrong_is_named_with_its_line(file: Path, capsys: Capture) -> None:
    file.write_text(
        '[keys]\ngets = "f9"\n\n[commands]\ncount = 3\n\n[commands.say]\nrun = "espeak"\nkey = "t"\n\n'
        '[commands.translate]\nrun = "trans"\ngets = "brnch"\n'
    )
    lines = _printed(capsys, "config", "check", status=1).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{file}:{number}" for number in (5, 13, 2, 9)]
    assert "'t' is already find.map; give find.map another key; commands.say stays no key" in lines[-1]
    assert "did you mean 'branch'?" in lines[1]


def test_a_file_that_is_no_toml_is_named_with_its_line(file: Path, capsys: Capture) -> None:
    file.write_text("indent = 2\ntheme = light\n")
    assert _printed(capsys, "config", "check", status=1).startswith(f"{file}:2: cannot be read as TOML")


def test_a_file_without_faults_is_said_to_be_so(file: Path, capsys: Capture) -> None:
    assert "using the defaults" in _printed(capsys, "config", "check")
    file.write_text(OWN)
    assert _printed(capsys, "config", "check") == f"{file}: no problems\n"


def test_the_schema_takes_what_the_program_takes(file: Path, capsys: Capture) -> None:
    import tomllib

    schema = json.loads(_printed(capsys, "config", "schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    file.write_text(OWN)
    for text in (OWN, _printed(capsys, "config", "print")):
        jsonschema.validate(tomllib.loads(text), schema)
    for wrong in ({"indent": 9}, {"theme": "lihgt"}, {"indnet": 2}, {"commands": {"a": {"gets": "it"}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


@pytest.mark.usefixtures("file")
def test_the_editor_begins_with_all_settings_and_the_result_is_checked(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ncp "$2" "$1" && sed -i "s/^indent = 2/indent = 7/" "$2"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", f"{editor} {tmp_path / 'seen'}")
    assert "indent must be a number from 1 to 4, not 7" in _printed(capsys, "config", "edit", status=1)
    assert load_config(tmp_path / "seen").config == Config()


def test_an_editor_that_is_not_there_is_one_line(file: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "nosucheditor")
    assert main(["config", "edit"]) == 1
    assert capsys.readouterr().err.endswith("cannot be edited (No such file or directory); set EDITOR to an editor\n")
    assert file.exists()


def test_settings_that_cannot_be_written_are_named(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").touch()
    monkeypatch.setenv("THREADREADER_HOME", str(tmp_path / "taken"))
    assert main(["config", "edit"]) == 1
    trouble = "cannot be written (File exists); make its folder writable"
    assert capsys.readouterr().err == f"threadreader: {find_paths().config_file}: {trouble}\n"


def test_keys_are_those_of_the_settings(file: Path, capsys: Capture) -> None:
    file.write_text(OWN)
    keys = {key["id"]: key["keys"] for key in json.loads(_printed(capsys, "keys", "--json"))["keys"]}
    assert keys["go.back"] == ["^o", "F12"]
    assert "^o F12" in _printed(capsys, "keys")


def test_adapters_say_whose_they_are(capsys: Capture) -> None:
    own = find_paths().recipes / "mine.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('name = "mine"\ncomment = ".post"\nauthor = ".who"\nbody = ".words"\n[tells]\n".post .who" = 90\n')
    adapters = {each["name"]: each for each in json.loads(_printed(capsys, "adapters", "--json"))["adapters"]}
    assert adapters["mine"] == {"name": "mine", "origin": str(own), "selectors": [".post .who"]}
    assert adapters["wordpress"]["origin"] == ""
    assert f"{own}: .post .who" in _printed(capsys, "adapters")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            ["export", "--fromat", "html", "x"],
            "threadreader export: unknown option '--fromat'; did you mean '--format'?",
        ),
        (["config", "print", "more"], "threadreader config: unknown argument 'more'"),
        (["list", "--\x1b[31m"], "threadreader list: unknown option '--\\x1b[31m'"),
    ],
)
def test_an_unknown_option_is_answered_by_its_command(typed: list[str], answer: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as left:
        main(typed)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"usage: threadreader {typed[0]}")
    assert answer in said
    assert "\x1b" not in said
