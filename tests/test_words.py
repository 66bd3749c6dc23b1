"""Texts that users see have the words of the glossary."""

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from threadreader.cli.commands import build_parser

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "threadreader"
GLOSSARY = ROOT / "docs" / "glossary.md"

# Not texts: what is matched in pages of others, and statements of SQL.
_NO_TEXT = re.compile(r"\(\?|\\[bsdwW]|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA|SAVEPOINT)\b")

# Folders and files of texts, and words of the table that stand in them for something else.
SOURCES = ("cli", "corpus", "export", "importer", "library", "session", "store", "tui", "config.py", "paths.py")
DOCS = sorted({*ROOT.glob("docs/*.md"), ROOT / "README.md"} - {GLOSSARY})
ALLOWED = {
    ("cli/import_.py", "passed over"),  # a kind in JSON, which programs read
}


def phrases() -> list[str]:
    """What the table of the glossary replaces."""
    rows = re.findall(r"(?m)^\| .+ \| (`.+`) \|$", GLOSSARY.read_text("utf-8"))
    return [phrase for row in rows for phrase in re.findall(r"`([^`]+)`", row)]


def found(text: str) -> list[str]:
    """The phrases in a text, as whole words."""
    folded = " ".join(text.casefold().split())
    return [each for each in phrases() if re.search(rf"(?<!\w){re.escape(each.casefold())}(?!\w)", folded)]


def literals(source: str) -> Iterator[tuple[int, str]]:
    """The texts in a module, but for docstrings, with their lines; a value in one of them is `{}`."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    unused = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | unused:
            text = node.value
        if " " in text.strip() and not _NO_TEXT.search(text):
            yield getattr(node, "lineno", 0), text


def wrong(texts: Iterator[tuple[str, int, str]]) -> list[str]:
    """A line for each phrase in texts, which come with a file and a line."""
    return [
        f"{file}:{line}: {phrase!r} in {' '.join(text.split())[:100]!r}"
        for file, line, text in texts
        for phrase in found(text)
        if (file, phrase) not in ALLOWED
    ]


def _files(name: str, suffix: str) -> list[Path]:
    return [PACKAGE / name] if name.endswith(suffix) else sorted((PACKAGE / name).rglob(f"*{suffix}"))


@pytest.mark.parametrize("name", SOURCES)
def test_texts_of_the_program_have_the_words_of_the_glossary(name: str) -> None:
    modules = (
        (str(file.relative_to(PACKAGE)), line, text)
        for file in _files(name, ".py")
        for line, text in literals(file.read_text("utf-8"))
    )
    assert wrong(modules) == []


def test_keys_have_them() -> None:
    table = tomllib.loads((PACKAGE / "tui" / "keys.toml").read_text("utf-8"))
    texts = [row[name] for row in table.values() for name in ("help", "group")]
    assert wrong(("tui/keys.toml", 0, text) for text in texts) == []


def test_the_help_of_commands_has_them() -> None:
    parser = build_parser()
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    helps = {"": parser.format_help(), **{name: each.format_help() for name, each in commands.choices.items()}}
    assert wrong((f"{name} --help", 0, text) for name, text in helps.items()) == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.stem)
def test_docs_have_them(file: Path) -> None:
    paragraphs = re.split(r"\n\s*\n", file.read_text("utf-8"))
    assert wrong((file.name, 0, each) for each in paragraphs) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('print(f"{count} files Passed\\n over")', ["passed over"]),
        ('"""Files passed over."""\nprint("saved")', []),
        ('re.compile(r"\\bnobody named")', []),
        ('print("[nobody named]", "nothing lacks")', ["nobody named", "lacks"]),
    ],
    ids=["value", "docstring", "pattern", "two"],
)
def test_it_can_fail(source: str, expected: list[str]) -> None:
    assert [phrase for _, text in literals(source) for phrase in found(text)] == expected
