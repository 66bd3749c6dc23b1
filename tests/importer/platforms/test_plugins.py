"""Adapters of other packages, and recipes in files."""

import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import Imported, import_bytes
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.platforms.plugins import Additional, find_additional, read_recipes
from threadreader.importer.platforms.recipe import Recipe
from threadreader.model.thread import Status

RECIPE = """
name = "my-board"
comment = ".post"
body = ".words"
author = ".who"
parent = {attribute = "data-answers", pattern = "(.+)", prefix = "p"}
key = {attribute = "id"}
[tells]
".post .words" = 90
[statuses]
removed = ".gone"
[article]
title = "h1"
"""
PAGE = b"""<!DOCTYPE html><h1>Bread</h1><p>A page of an own make.</p>
<div class=post id=p1><b class=who>Ann</b><div class=words>First</div></div>
<div class=post id=p2 data-answers=1><b class=who>Bo</b><div class=words>Second</div></div>"""


@dataclass(frozen=True)
class Point:
    """An entry point of a package that is not there."""

    name: str
    loads: Callable[[], object]
    dist: None = None

    def load(self) -> object:
        return self.loads()


def read(additional: Additional) -> Imported:
    return import_bytes(PAGE, "page.html", additional=additional)


def test_a_recipe_in_a_file_reads_pages() -> None:
    imported = read(find_additional({"sites/my-board.toml": RECIPE}))
    assert imported.parsed.save.adapter == "my-board"
    assert [(each.id, each.parent_id, each.text) for each in imported.thread.comments] == [
        ("p1", None, "First"),
        ("p2", "p1", "Second"),
    ]
    assert imported.additional == (("my-board", "sites/my-board.toml"),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("body =", "boddy ="), "has an unknown key 'boddy'; did you mean 'body'?"),
        (("body =", "zzz ="), "has an unknown key 'zzz'"),
        (('comment = ".post"', ""), "is not a recipe: Object missing required field `comment`"),
        (('".words"', "3"), "is not a recipe: Expected `str`, got `int` - at `$.body`"),
        (("= 90", "= 900"), "a tell must add 1 to 100, not 900"),
        (('".post .words" = 90', '".post:hover" = 90'), "the selector"),
        (('".who"', '".who:hover"'), "the selector"),
        (('"(.+)"', '".+"'), "parent: '.+' has no group in parentheses"),
        (('"(.+)"', '"(.+"'), "parent: '(.+' is not a pattern"),
        (('"(.+)"', '"(.{99999999999})"'), "parent: '(.{99999999999})' is not a pattern: the repetition"),
        (('author = ".who"', 'author = ".who"\nauthor_words = "("'), "author_words: '(' is not a pattern"),
        (('author = ".who"', 'author = ".who"\nwhen_words = "x"'), "when_words: 'x' has no group in parentheses"),
        (("removed =", "vanished ="), "is not a recipe: Invalid enum value 'vanished'"),
        (('"my-board"', '"My board"'), "needs a short name"),
        (("[tells]", "[tells"), "is not TOML"),
        (("[tells]", f"x = {'[' * 20_000}\n[tells]"), "is not TOML: nested too deep"),
        (('".words"', '[".words", 3]'), "is not a recipe: Expected `str`, got `array` - at `$.body`"),
        (('".words"', '["...", ".words"]'), "the selector '...' is not understood"),
        (('".post"', '["...", ".post"]'), "the selector '...' is not understood"),
        (('comment = ".post"', 'kind = "news"\ncomment = ".post"'), "kind must be 'mail' if given, not 'news'"),
        (("[article]", "[[markup]]\n[markup.article]"), "is not a recipe: Object contains unknown field `name`"),
        ((RECIPE, "markup = []"), "is not a recipe: Expected `array` of length >= 1 - at `$.markup`"),
        ((RECIPE, "markup = [1]"), "is not a recipe: Expected `object`, got `int` - at `$.markup[0]`"),
    ],
)
def test_a_broken_recipe_is_a_note_that_names_the_file(change: tuple[str, str], message: str) -> None:
    broken = RECIPE.replace(*change)
    assert broken != RECIPE
    imported = read(find_additional({"sites/broken.toml": broken}))
    assert imported.parsed.save.adapter != "my-board"
    (note,) = (note for note in imported.parsed.notes if note.where == "sites/broken.toml")
    assert note.message.startswith(message)


def test_alternatives_may_be_a_list_with_the_usual_ones_in_it() -> None:
    written = RECIPE.replace('".who"', '[".who", "[data-x=\\"a, b\\"] @title"]').replace('"h1"', '["...", ".heading"]')
    (recipe,) = read_recipes(written.replace('removed = ".gone"', 'removed = [".gone", ".lost"]'))
    assert isinstance(recipe, Recipe)
    assert recipe.author == '.who, [data-x="a, b"] @title'
    assert recipe.statuses == {Status.REMOVED: ".gone, .lost"}
    assert recipe.article.title == f"{ArticleRecipe().title}, .heading"


def test_a_file_may_hold_the_recipes_of_several_markups() -> None:
    markup = "[[markup]]" + RECIPE.replace("[tells]", "[markup.tells]").replace("[statuses]", "[markup.statuses]")
    markup = markup.replace("[article]", "[markup.article]")
    newer = markup.replace("my-board", "my-board-2").replace(".post", ".entry")
    found = find_additional({"sites/my-board.toml": newer + markup})
    assert [adapter.name for _, adapter in found.adapters] == ["my-board-2", "my-board"]
    imported = read(found)
    assert imported.parsed.save.adapter == "my-board"
    assert imported.additional == (("my-board-2", "sites/my-board.toml"), ("my-board", "sites/my-board.toml"))


MAIL = b"""<!DOCTYPE html><title>Bread</title><!--X-From: Ann--><!--X-Date: Mon, 5 May 2008 10:00:00 +0000-->
<h1>Bread</h1><!--begin--><div class=post id=p1><b class=who>Ann</b><pre class=words>
How long do you bake it?
It burns on the first day.

&gt; Half an hour.
</pre></div><!--end-->"""


@pytest.mark.parametrize(
    "recipe",
    [
        RECIPE.replace("comment", 'kind = "mail"\ncomment').replace("[tells]", "opening = true\n[tells]"),
        """
        name = "my-board"
        kind = "mail"
        begin = "begin"
        end = "end"
        sender = "X-From"
        sent = "X-Date"
        [tells]
        ".post .words" = 90
        """,
    ],
)
def test_a_recipe_may_be_for_mails_one_a_page_or_a_thread_of_them(recipe: str) -> None:
    imported = import_bytes(MAIL, "page.html", additional=find_additional({"mails.toml": recipe}))
    assert (imported.parsed.save.adapter, imported.parsed.page.title) == ("my-board", "Bread")
    assert [author.name for author in imported.thread.article.authors] == ["Ann"]
    assert [type(block).__name__ for block in imported.thread.article.body][-2:] == ["Paragraph", "BlockQuote"]


def test_a_recipe_takes_the_place_of_the_adapter_of_its_name() -> None:
    additional = find_additional({"mine.toml": RECIPE})
    own = [Recipe("my-board", {".post": 100}, "p", "p"), Recipe("other", {".post": 100}, "p", "p")]
    assert [adapter.name for adapter in additional.replace(own)] == ["other", "my-board"]


def test_an_adapter_of_another_package_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> object:
        raise ImportError("no module named x")

    points = [Point("board", lambda: read_recipes(RECIPE)[0]), Point("gone", fail), Point("number", lambda: 3)]
    monkeypatch.setattr(
        "threadreader.importer.platforms.plugins.metadata.entry_points", lambda group: points if group else []
    )
    imported = read(find_additional({}))
    assert imported.parsed.save.adapter == "my-board"
    assert [note.where for note in imported.parsed.notes if "is not an adapter" in note.message] == [
        "a package, gone",
        "a package, number",
    ]


@pytest.mark.parametrize("is_zipped", [False, True])
def test_an_installed_package_names_an_adapter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_zipped: bool
) -> None:
    files = {
        "board_of_ours.py": "from threadreader.importer.platforms.plugins import read_recipes\n"
        f"(ADAPTER,) = read_recipes({RECIPE!r})",
        "board-1.0.dist-info/METADATA": "Name: board\nVersion: 1.0\n",
        "board-1.0.dist-info/entry_points.txt": "[threadreader.sites]\nours = board_of_ours:ADAPTER\n",
    }
    packages = tmp_path / "packages"
    with zipfile.ZipFile(tmp_path / "packages.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packages.mkdir()
    if is_zipped:
        packages = tmp_path / "packages.zip"
    else:
        zipfile.ZipFile(tmp_path / "packages.zip").extractall(packages)
    monkeypatch.syspath_prepend(packages)
    monkeypatch.delitem(sys.modules, "board_of_ours", raising=False)
    assert {origin: adapter.name for origin, adapter in find_additional({}).adapters} == {"board, ours": "my-board"}


@given(st.text() | st.text(alphabet="name=comtellsby[]{}\"'.#\n1 "))
def test_any_text_is_a_recipe_or_says_why_not(text: str) -> None:
    with suppress(ValueError):
        assert all(adapter.name for adapter in read_recipes(text))
