"""The words of many languages, and that one is added in one file."""

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from babel.localedata import locale_identifiers

from threadreader import lexicon
from threadreader.importer import lexicon as patterns
from threadreader.importer.dates import find, locale
from threadreader.importer.plaintext import heads

TABLES = lexicon.read_lexicon()
SOURCES = Path(lexicon.__file__).parent
ESPERANTO = {
    "comments": "komentoj?",
    "none": "neniu",
    "removed": "komento forigita(?: BY)?",
    "reply_action": "respondi",
    "counted": "komentoj?",
    "form": "lasu komenton",
    "load_verbs": "montri",
    "load_all": "ĉiuj",
    "reporting_verbs": "diris",
    "named_days": "hodiaŭ",
    "relative_days": "hodiaŭ|hieraŭ",
}


def test_every_concept_is_used() -> None:
    sources = "".join(file.read_text("utf-8") for file in SOURCES.rglob("*.py"))
    unused = [concept for concept in TABLES if not re.search(rf"[\"']{concept}[\"']", sources)]
    assert not unused


def test_every_concept_has_a_comment_that_says_where_it_is_printed() -> None:
    lines = lexicon.LEXICON.read_text("utf-8").splitlines()
    assert [lines[at] for at in range(len(lines)) if lines[at].startswith("[") and lines[at + 1][:2] != "# "] == []


def test_languages_are_known_codes() -> None:
    assert {code for languages in TABLES.values() for code in languages} <= {*locale_identifiers(), "markup"}


@pytest.mark.parametrize("concept", TABLES)
def test_alternatives_compile_and_match_no_empty_text(concept: str) -> None:
    for language, part in TABLES[concept].items():
        pattern = re.compile(part)
        assert pattern.fullmatch("") is None, language


def test_some_languages_have_no_spaces() -> None:
    assert "コメント" in lexicon.alternatives("comments", cjk=True).split("|")
    assert "コメント" not in lexicon.alternatives("comments", cjk=False).split("|")
    assert {"コメント", "comments?"} <= set(lexicon.alternatives("comments").split("|"))


@pytest.mark.parametrize(("concept", "cjk"), [("no_such_concept", None), ("be_first", True)])
def test_nothing_is_no_pattern(concept: str, cjk: bool | None) -> None:
    with pytest.raises(KeyError, match=concept):
        lexicon.alternatives(concept, cjk=cjk)


@pytest.fixture
def _esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The lexicon with a language more, for modules that are executed anew."""
    text = lexicon.LEXICON.read_text("utf-8")
    for concept, part in ESPERANTO.items():
        text = text.replace(f"\n[{concept}]\n", f"\n[{concept}]\neo = '{part}'\n")
    monkeypatch.setattr(lexicon, "LEXICON", tmp_path / "lexicon.toml")
    lexicon.LEXICON.write_text(text, encoding="utf-8")
    lexicon.read_lexicon.cache_clear()
    yield
    lexicon.read_lexicon.cache_clear()


def execute_again(module: ModuleType) -> ModuleType:
    """A second copy of a module, with patterns of its own; the first one stays as it is."""
    spec = spec_from_file_location(f"{module.__name__}_again", module.__file__)
    assert spec is not None
    assert spec.loader is not None
    copy = module_from_spec(spec)
    sys.modules[copy.__name__] = copy
    try:
        spec.loader.exec_module(copy)
    finally:
        del sys.modules[copy.__name__]
    return copy


@pytest.mark.usefixtures("_esperanto")
def test_a_language_is_added_in_one_file() -> None:
    copy = execute_again(patterns)
    assert copy.counted("Paĝo 1: 12 komentoj") == "12"
    assert copy.is_no_comments_notice("Neniu komentoj")
    assert copy.is_removal_notice("Komento forigita")
    assert copy.asks_for_more("Montri ĉiuj komentoj")
    assert copy.BYLINE_AFFIX.sub("", "Ann diris:") == "Ann"


@pytest.mark.usefixtures("_esperanto")
def test_it_is_known_in_dumps_and_in_times_too() -> None:
    copy = execute_again(heads)
    assert copy.COUNT.search("12 komentoj")
    assert copy.FORM.fullmatch("Lasu komenton")
    times = execute_again(find)
    assert [each.text for each in times.find_times("hodiaŭ 12:30")] == ["hodiaŭ 12:30"]
    assert execute_again(locale).load_names("eo").days["hodiaŭ"] == 0


def test_the_program_does_not_know_that_language() -> None:
    assert patterns.counted("Paĝo 1: 12 komentoj") is None
    assert not patterns.is_no_comments_notice("Neniu komentoj")
    assert not patterns.is_removal_notice("Komento forigita")
    assert not patterns.asks_for_more("Montri ĉiuj komentoj")
