"""The recipes of this package: each can be used, and adapters stay called as libraries and exports have them."""

from pathlib import Path

import pytest

import threadreader
from threadreader.importer.platforms import find_adapters
from threadreader.importer.platforms.plugins import read_recipes

RECIPES = sorted(Path(threadreader.__path__[0], "recipes").glob("*.toml"))
OLD = """
    asgaros blogger blogger1 burningboard3 businessinsider commento coral discourse discourse_crawler discuz
    disqus dotclear dreamwidth drupal echo epoch facebook flarum flarum_crawler fluxbb generic ghost giscus
    github gitlab googlegroups googlegroups1 guardian hackernews hackernews1 huffpost hyperkitty hypermail
    insided intensedebate invision invision2 invision3 isso khoros kunena lemmy livefyre livejournal
    livejournal1 lobsters lwn marc mastodon medhelp mediawiki medium mhonarc microdata microformats modmbox
    motleyfool movabletype mumsnet mybb nairaland nature newsarc nodebb phorum phpbb phpbb2 pipermail pixnet
    politico ponymail publicinbox punbb reddit reddit1 reddit2 redmine remark42 sciam serendipity slashdot smf
    smf1 sott squarespace stackexchange subsilver substack thesis threadedcomments trac tumblr utterances
    vanilla vbulletin3 vbulletin4 vbulletin5 woltlab wordpress wpdiscuz xenforo xenforo1 xmb yabb youtube
    youtube1
"""


@pytest.mark.parametrize("file", RECIPES, ids=lambda file: file.name)
def test_every_recipe_can_be_used(file: Path) -> None:
    assert file.suffix == ".toml"
    assert read_recipes(file.read_text(encoding="utf-8"))


def test_no_two_adapters_have_one_name() -> None:
    names = [adapter.name for adapter in find_adapters()]
    assert names == sorted(set(names))


def test_no_adapter_loses_the_name_that_libraries_and_exports_have_it_by() -> None:
    assert set(OLD.split()) - {adapter.name for adapter in find_adapters()} == set()
