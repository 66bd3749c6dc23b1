import argparse
import gzip
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import NODEFAULT
from msgspec.structs import fields

import threadreader
from archives import response
from blog import blog_page
from threadreader.cli import build_parser
from threadreader.config import Config, descriptions, load_config
from threadreader.importer.platforms.plugins import read_recipes
from threadreader.importer.platforms.recipe import Recipe
from threadreader.tui.keys import KEYS, Context, format_keys, make_keymap

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = ROOT / "docs" / "manual.md"
TEXT = MANUAL.read_text(encoding="utf-8")
RECIPES = ROOT / "docs" / "writing-a-recipe.md"
PYTHON = ROOT / "docs" / "python.md"
COMMANDS = TEXT[TEXT.index("## Commands") : TEXT.index("## Exporting")]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = sorted((ROOT / "docs").glob("*.md"))
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
DESKTOP = (ROOT / "docs" / "desktop.md").read_text(encoding="utf-8")
_MOST_USED = """
    read.on read.back reply.next reply.previous reply.next-unread reply.next-sibling reply.next-root reply.parent
    go.first go.last go.other-pane fold.close fold.open quote.follow quote.quoters quote.peek quote.next
    go.back find.search find.next find.filter find.map people.list people.next people.conversation copy.text
    copy.address copy.citation copy.pipe panes.cycle keep.read keep.read-branch keep.star
    keep.mark keep.go-to-mark keep.export app.palette app.leave
"""
"""Ids of the keys that the manual shows; `threadreader keys` prints all."""


def _table(*rows: tuple[str, ...]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _compare(page: Path, name: str, table: str) -> None:
    """Fail where the part of a page between two marks is not the table; `--update-golden` writes it there."""
    before, after = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    text = page.read_text(encoding="utf-8")
    start, end = text.index(before) + len(before), text.index(after)
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(f"{text[:start]}{table}\n{text[end:]}", encoding="utf-8")
    else:
        assert text[start:end] == f"{table}\n", "pytest tests/test_docs.py --update-golden brings the docs up to date"


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str | None]]:
    for action in parser._actions:
        yield from ((option, action.help) for option in action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _options(command)


def _commands() -> set[str]:
    subparsers = [action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return {name for action in subparsers for name in action.choices}


def test_the_manual_lists_the_commands() -> None:
    rows = re.findall(r"^\| (`threadreader.*?) \|", COMMANDS, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`threadreader (\w+)`", row)} == _commands()


def test_options_that_the_docs_name_are_options_and_explained_by_the_command() -> None:
    options = dict(_options(build_parser()))
    assert all(options.values())
    named = re.findall(r"`(?:threadreader [^`]*?)?(--[a-z]+)", README + TEXT)
    assert set(named) <= options.keys()


def test_the_manual_shows_the_keys_that_are_used_most() -> None:
    keys = {key.id: key for key in KEYS}
    shown = [keys[each] for each in _MOST_USED.split()]
    rows = [(" ".join(f"`{format_keys(typed)}`" for typed in key.keys), key.help) for key in shown]
    _compare(MANUAL, "keys", _table(("key", "does"), *rows))


@pytest.mark.parametrize("first", ["g", "z"])
def test_the_readme_shows_what_follows_a_first_key(first: str) -> None:
    rows = [
        (f"`{format_keys(typed)}`", key.help)
        for key in KEYS
        if key.context in {Context.PANES, Context.ARTICLE, Context.REPLIES}
        for typed in key.keys
        if typed.startswith(f"{first} ")
    ]
    _compare(ROOT / "README.md", first, _table((f"`{first}`", ""), *rows))


def test_the_keys_to_begin_with_are_keys() -> None:
    start = README[README.index("## Start") : README.index("## Your own pages")]
    named = [key for row in re.findall(r"^\| (`.*?`) \|", start, re.MULTILINE) for key in re.findall("`(.+?)`", row)]
    assert set(named) <= {format_keys(typed) for key in KEYS for typed in key.keys}
    assert len(named) > 10


def test_the_manual_lists_the_settings() -> None:
    described = descriptions()
    rows = []
    for field in fields(Config):
        default = f'"{field.default}"' if isinstance(field.default, str) else str(field.default)
        default = "{}" if field.default is NODEFAULT else default
        rows.append((f"`{field.name}`", f"`{default}`", described[field.name]))
    assert len({row[2] for row in rows}) == len(rows), "two settings do the same"
    _compare(MANUAL, "settings", _table(("setting", "default", "what it does"), *rows))


def test_the_settings_that_the_manual_shows_are_right(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    settings = TEXT[TEXT.index("## Settings") :]
    shown_settings = re.findall(r"```toml\n(.*?)```", settings, re.DOTALL)[0]
    file.write_text(shown_settings)
    loaded = load_config(file)
    assert loaded.problems == ()
    assert make_keymap(loaded.config.preset, loaded.config.keys)[1] == ()


def test_the_recipe_that_the_guide_shows_is_one() -> None:
    text = RECIPES.read_text(encoding="utf-8")
    (recipe,) = read_recipes(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0])
    assert isinstance(recipe, Recipe)
    assert (recipe.name, recipe.comment, recipe.article.title) == ("my-board", ".post", "h1")


def test_the_programs_that_the_docs_show_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "saved" / "bread.html"
    page.parent.mkdir()
    quoting = "\u201cThe dough of it rises slowly\u201d you say."
    page.write_bytes(blog_page(quoting, words="The dough of it rises slowly, as ever."))
    monkeypatch.chdir(tmp_path)
    exec("\n".join(re.findall(r"```python\n(.*?)```", PYTHON.read_text(encoding="utf-8"), re.DOTALL)), {})
    assert capsys.readouterr().out.splitlines() == [
        f"ann {quoting}",
        "Bread 1",
        f"['{quoting}']",
        "True",
        "['id', 'parent', 'depth', 'author', 'time', 'text', 'votes', 'status', 'address']",
        "{'ann': 1}",
        "The dough of it rises slowly stands in the article",
        "1 True",
    ]


def test_the_readme_shows_pictures_that_are_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_links_lead_to_pages_that_are_there() -> None:
    linked = {
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not link.startswith("http")
    }
    assert len(linked) > 20
    assert [f"{page.name}: {link}" for page, link in linked if not (page.parent / link).exists()] == []


def test_files_that_the_docs_name_are_there() -> None:
    named = {
        (page.name, name)
        for page in PAGES
        for name in re.findall(
            r"`((?:\.ci|src|tests|importer|model|session|store|tui|cli|library|quotes|export)/[\w/.]+)`",
            page.read_text("utf-8"),
        )
        if not re.search("[A-Z]{4}", name)
    }
    assert len(named) > 20
    sources = (ROOT, ROOT / "src" / "threadreader")
    assert [f"{page}: {name}" for page, name in named if not any((source / name).exists() for source in sources)] == []


def test_the_guide_lists_the_keys_of_recipes() -> None:
    text = RECIPES.read_text(encoding="utf-8")
    table = text[text.index("<!-- recipe -->") : text.index("<!-- /recipe -->")]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {field.name for field in fields(Recipe)}


def test_the_reference_lists_the_public_names() -> None:
    rows = []
    for name in sorted(set(threadreader.__all__) - {"__version__"}, key=str.casefold):
        value = getattr(threadreader, name)
        form = f"{name}({', '.join(inspect.signature(value).parameters)})" if inspect.isfunction(value) else name
        rows.append((f"`{form}`", (inspect.getdoc(value) or "").split("\n\n")[0].replace("\n", " ")))
    assert all(description for _, description in rows)
    _compare(PYTHON, "names", _table(("name", "what it is"), *rows))


def test_the_two_commands_stand_in_the_readme() -> None:
    setup = "python3 -m venv .venv && .venv/bin/pip install -q "
    assert f"\n{setup}. && .venv/bin/threadreader demo\n" in README
    assert f"\n{setup}-e '.[dev]' && .venv/bin/python -m pytest\n" in README


def test_the_continuous_check_runs_the_readmes_own_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m 1 -e '-m pytest$' README.md" in script
    assert re.findall(r"^.*-m pytest$", README, re.MULTILINE) == [
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest"
    ]


def test_the_changelog_is_short_and_has_a_section_for_each_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.split(r"^## \[(\d+\.\d+\.\d+)\] - (?:unreleased|\d{4}-\d\d-\d\d)$", changes, flags=re.MULTILINE)
    assert threadreader.__version__.removesuffix(".dev0") == sections[1]
    assert all(len(section.split()) <= 900 for section in sections[2::2])


def test_the_docs_are_short_enough_to_be_read() -> None:
    assert len(TEXT.split()) <= 5000
    assert sum(len(page.read_text(encoding="utf-8").split()) for page in GUIDES) <= 14_000


@pytest.fixture
def home_of_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a page, and with an archive, which `less` shows by itself."""
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "bread.html").write_bytes(blog_page("First", "Second"))
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(response("https://blog.example/", blog_page("Third"))))
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
@pytest.mark.usefixtures("home_of_examples")
def test_the_filter_for_less_shows_a_thread_and_leaves_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", DESKTOP, re.DOTALL)
    program = f'#!/bin/sh\nexec {sys.executable} -m threadreader "$@"\n'
    for name, text in (("lessfilter", shown), ("threadreader", program)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def run(file: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([tmp_path / "lessfilter", file], capture_output=True, encoding="utf-8", check=False)

    assert "#2 ann, 3 May 2024" in run("saved/bread.html").stdout
    assert run("crawl.warc.gz").returncode == 1


def test_the_lines_for_mailcap_are_commands() -> None:
    lines = re.findall(r"^[a-z]+/[\w-]+; (threadreader .*?);", DESKTOP, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        build_parser().parse_args(shlex.split(line)[1:])


def test_keys_that_the_tutorial_names_are_keys() -> None:
    named = set(
        re.findall(
            r"`([^`\s]+)`",
            TUTORIAL.partition("## A page of your own")[0],
        )
    )
    signs = {"2\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "&is:op", ":dark"}
    assert named - signs <= {format_keys(typed) for key in KEYS for typed in key.keys}


def test_the_site_has_every_guide() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert {page.name for page in (ROOT / "docs").glob("*.md")} <= set(re.findall(r": (\S+\.md)$", site, re.MULTILINE))
