import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from benchmarks.marked_page import MarkedPage, ReadPage, read_page
from benchmarks.variants import KINDS, variant
from threadreader.importer import import_bytes
from threadreader.importer.platforms import find_adapters
from threadreader.model.text import fold_space

NAMES = ("Aurelia", "Bohumil", "Aurelia", "Cordelia", "Domenico", "Bohumil")
PARENTS = (None, 0, 1, None, 3, None)
WORDS = (
    "The ferry leaves at nine, and nobody has ever seen it leave a minute later than that.",
    "Except in the winter of the great flood, when it did not leave at all for eleven days.",
    "That was before they built the new landing, which stands a good yard higher than the old one.",
    "Does the ferry take bicycles, or does one have to leave them at the inn on this side?",
    "It takes them, but the ferryman asks for a coin more, and for patience on market days.",
    "I always walk: the bridge by the mill is only an hour away, and the view is better.",
)
ADDRESS = "https://ferry.example/crossing"
TITLE = "How the ferry crosses the river"
ARTICLE = "The river is wide here and the ferry is old; it has crossed eight times a day for sixty years."


def _comment(number: int) -> str:
    posted = date(2019, 5, 4) + timedelta(days=number)
    inner = "".join(_comment(child) for child, parent in enumerate(PARENTS) if parent == number)
    return (
        f'<div class="remark depth-{_depth(number)}" id="remark-{101 + number}"><div class="top">'
        f'<a class="who" href="/people/{NAMES[number].lower()}">{NAMES[number]}</a> '
        f'<a class="when" href="#remark-{101 + number}">{posted:%d %B %Y}, 10:4{number}</a></div>'
        f'<div class="said"><p>{WORDS[number]}</p></div><div class="under">{inner}</div></div>'
    )


def _depth(number: int) -> int:
    parent = PARENTS[number]
    return 0 if parent is None else 1 + _depth(parent)


REMARKS = "".join(_comment(number) for number, parent in enumerate(PARENTS) if parent is None)
PAGE = (
    f'<html><head><title>{TITLE}</title><link rel="canonical" href="{ADDRESS}"></head><body>'
    f'<h1 class="heading">{TITLE}</h1><div class="article"><p>{ARTICLE}</p><p>Its rope was changed twice.</p></div>'
    f'<div class="remarks" id="remarks">{REMARKS}</div>'
    "</body></html>"
)
GOLD: dict[str, Any] = {
    "title": TITLE,
    "article_must_not_contain": [],
    "comments": [
        {"author": name, "date_iso": f"2019-05-0{4 + n}T10:4{n}:00", "parent": parent, "kind": "comment", "text": text}
        for n, (name, parent, text) in enumerate(zip(NAMES, PARENTS, WORDS, strict=True))
    ],
}
MORE = {"counter behind the name", "byline twice", "recent comments", "dialog", "vote counter", "post twice"}
"""Kinds that put words on the page which were not there."""


@pytest.fixture
def read() -> ReadPage:
    found = read_page(PAGE.encode(), "ferry.html", find_adapters(), GOLD)
    assert found is not None
    assert [draft.author for draft in found.draft.comments] == list(NAMES)
    return found


@pytest.fixture
def change(read: ReadPage) -> Callable[[str], tuple[MarkedPage, BeautifulSoup]]:
    def changed(kind: str) -> tuple[MarkedPage, BeautifulSoup]:
        page = read.mark()
        assert variant(page, kind)
        return page, BeautifulSoup(page.html, "html.parser")

    return changed


Changed = Callable[[str], tuple[MarkedPage, BeautifulSoup]]


def _words(soup: BeautifulSoup) -> list[str]:
    return [text for each in soup.find_all(string=True) if (text := fold_space(each)) and text != "html"]


def _remarks(soup: BeautifulSoup) -> list[Tag]:
    return soup.find_all("div", class_="remark")


def test_a_copy_is_the_page_and_no_copy_knows_of_another(read: ReadPage, change: Changed) -> None:
    before = BeautifulSoup(PAGE, "html.parser")
    changed, soup = change("name bare")
    assert str(BeautifulSoup(read.mark().html, "html.parser")) == str(before)
    assert _words(change("as it is")[1]) == _words(before)
    assert soup.find_all("a", class_="who") == []
    assert changed.gold == GOLD


def test_places_are_those_of_names_times_words_and_parents(read: ReadPage) -> None:
    places = read.mark().comments
    assert [str(place.names[0]) for place in places] == list(NAMES)
    assert all(place.when in place.times[0] for place in places)
    assert [place.parent for place in places] == list(PARENTS)
    assert [fold_space(" ".join(node.get_text() for node in place.body)) for place in places] == list(WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_variant_keeps_all_words_and_is_the_same_each_time(kind: str, read: ReadPage, change: Changed) -> None:
    page, soup = change(kind)
    text, before = fold_space(" ".join(_words(soup))), BeautifulSoup(PAGE, "html.parser")
    assert all(said in text for said in (*WORDS, ARTICLE, TITLE))
    if kind not in MORE:
        assert all(text.count(said) == 1 for said in WORDS)
    if kind.startswith(("classes", "depth", "links", "name bare", "as it")):
        assert _words(soup) == _words(before)
    again = read.mark()
    assert variant(again, kind)
    assert again.html == page.html


@pytest.mark.parametrize("kind", ["classes and ids renamed", "classes and ids hashed", "classes and ids gone"])
def test_links_lead_where_they_did_when_ids_are_called_otherwise(kind: str, change: Changed) -> None:
    _, soup = change(kind)
    assert "remark" not in str(soup)
    for text in WORDS:
        said = soup.find("p", string=text)
        assert said is not None
        permalink = said.find_previous("a", href=re.compile("#"))
        assert permalink is not None
        target = soup.find(id=str(permalink["href"])[1:])
        assert target is not None
        assert target.find("p", string=text) is said


def test_renaming_keeps_figures_and_is_the_same_for_the_same_word(change: Changed) -> None:
    _, soup = change("classes and ids renamed")
    classes = [" ".join(each["class"]) for each in soup.find_all("div", id=True)][1:]
    assert len(classes) == len(NAMES)
    assert len({re.sub(r"\d", "", each) for each in classes}) == 1
    assert [int(re.sub(r"\D", "", each)) for each in classes] == [0, 1, 2, 0, 1, 0]


def test_without_classes_there_are_none_and_only_ids_that_are_led_to(change: Changed) -> None:
    _, soup = change("classes and ids gone")
    assert soup.find_all(class_=True) == []
    assert len(soup.find_all(id=True)) == len(NAMES)


def test_parents_are_not_asked_for_where_classes_told_them() -> None:
    flat = "".join(
        f'<div class="remark level-{_depth(n)}" id="r{n + 10}"><p class="top"><b class="who">{name}</b> '
        f'<i class="when">{4 + n} May 2019, 10:4{n}</i></p><p class="said">{WORDS[n]}</p></div>'
        for n, name in enumerate(NAMES)
    )
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{ARTICLE}</p><div>{flat}</div>"
    read = read_page(html.encode(), "flat.html", find_adapters(), GOLD)
    assert read is not None
    page, renamed = read.mark(), read.mark()
    assert variant(page, "classes and ids hashed")
    assert variant(renamed, "classes and ids renamed")
    assert page.gold["flat"]
    assert "flat" not in renamed.gold


@pytest.mark.parametrize("kind", ["name long", "name with figures"])
def test_other_names_stand_everywhere_and_in_the_truth(kind: str, change: Changed) -> None:
    page, soup = change(kind)
    names = [fold_space(each.get_text()) for each in soup.find_all("a", class_="who")]
    assert names == [comment["author"] for comment in page.gold["comments"]]
    assert all(new.startswith(old) and new != old for old, new in zip(NAMES, names, strict=True))
    assert names[0] == names[2]
    assert names[1] == names[5]
    assert [comment["text"] for comment in page.gold["comments"]] == list(WORDS)
    assert page.gold["comments"][0]["date_iso"] == "2019-05-04T10:40:00"


def test_the_names_are_in_words_of_others_too() -> None:
    html = PAGE.replace("It takes them", "@Cordelia It takes them")
    gold = {**GOLD, "comments": [{**each, "text": each["text"]} for each in GOLD["comments"]]}
    gold["comments"][4]["text"] = f"@Cordelia {WORDS[4]}"
    read = read_page(html.encode(), "ferry.html", find_adapters(), gold)
    assert read is not None
    page = read.mark()
    assert variant(page, "name long")
    new = page.gold["comments"][3]["author"]
    assert page.gold["comments"][4]["text"] == f"@{new} {WORDS[4]}"
    assert page.gold["comments"][4]["text"] in page.html.decode()
    assert GOLD["comments"][3]["author"] == "Cordelia"


def test_other_names_stand_in_what_scripts_read_too() -> None:
    html = PAGE.replace('class="remark ', 'data-writer="Cordelia" class="remark ')
    read = read_page(html.encode(), "ferry.html", find_adapters(), GOLD)
    assert read is not None
    page = read.mark()
    assert variant(page, "name long")
    assert "Cordelia" not in re.sub("Cordelia (?=[A-Z])", "", page.html.decode())


def test_an_opening_post_stands_before_the_heading_over_the_comments_and_on_no_later_page() -> None:
    html = PAGE.replace('<div class="remarks"', '<h3>6 comments</h3><div class="remarks"')
    read = read_page(html.encode(), "ferry.html", find_adapters(), GOLD)
    assert read is not None
    page = read.mark()
    assert variant(page, "opening post as reply")
    assert page.html.index(b"Theodora") < page.html.index(b"6 comments")
    page = read.mark()
    page.url = f"{ADDRESS}?page=2"
    assert not variant(page, "opening post as reply")


def test_a_counter_stands_behind_each_name(change: Changed) -> None:
    _, soup = change("counter behind the name")
    for top, name in zip(soup.find_all("div", class_="top"), NAMES, strict=True):
        assert re.match(rf"{name} \(?\d[\d,]*\)? \d\d May 2019", fold_space(top.get_text()))


def test_names_and_times_stand_twice_with_a_byline_more(change: Changed) -> None:
    _, soup = change("byline twice")
    for remark, name in zip(_remarks(soup), NAMES, strict=True):
        first, second = remark.find_all("div", recursive=False)[:2]
        assert fold_space(first.get_text()) == fold_space(second.get_text())
        assert first.get_text().startswith(name)


@pytest.mark.parametrize("kind", ["recent comments", "dialog"])
def test_what_is_put_on_the_page_must_not_be_in_the_article(kind: str, change: Changed) -> None:
    page, soup = change(kind)
    (forbidden,) = page.gold["article_must_not_contain"]
    assert forbidden in soup.get_text()
    assert page.gold["comments"] == GOLD["comments"]
    assert GOLD["article_must_not_contain"] == []


def test_votes_are_counted_behind_the_words_and_not_in_them(change: Changed) -> None:
    _, soup = change("vote counter")
    for said in soup.find_all("div", class_="said"):
        assert fold_space(said.get_text()) in WORDS
        counter = said.next_sibling
        assert isinstance(counter, Tag)
        assert re.fullmatch(r"\u25b2\d+\u25bc", counter.get_text())


def test_links_are_whole_addresses(change: Changed) -> None:
    _, soup = change("links absolute")
    hrefs = [str(each["href"]) for each in soup.find_all("a")]
    assert all(href.startswith("https://ferry.example/") for href in hrefs)
    assert f"{ADDRESS}#remark-101" in hrefs


@pytest.mark.parametrize("kind", ["depth by class", "depth by style", "depth by width"])
def test_depth_is_told_in_other_ways_than_by_nesting(kind: str, change: Changed) -> None:
    page, soup = change(kind)
    remarks = _remarks(soup)
    assert not any(remark.find("div", class_="remark") for remark in remarks)
    assert [fold_space(said.get_text()) for remark in remarks for said in remark.find_all("p")] == list(WORDS)
    assert not any("depth" in str(remark["class"]) for remark in remarks)
    depths = [_depth(number) for number in range(len(NAMES))]
    if kind == "depth by class":
        assert [remark["class"][-1] for remark in remarks] == [f"level-{depth}" for depth in depths]
    elif kind == "depth by style":
        assert [remark["style"] for remark in remarks] == [f"margin-left: {20 * depth}px" for depth in depths]
    else:
        assert [image["width"] for remark in remarks for image in remark.find_all("img")] == [
            str(20 * depth) for depth in depths
        ]
    assert page.gold == GOLD


def test_times_are_in_a_title_alone(change: Changed) -> None:
    _, soup = change("time in an attribute")
    times = [str(each["title"]) for each in soup.find_all("span", title=True)]
    assert times == [f"{4 + n:02} May 2019, 10:4{n}" for n in range(len(NAMES))]
    assert "May" not in soup.get_text()


def test_name_and_time_are_one_text(change: Changed) -> None:
    _, soup = change("time beside the name")
    for number, top in enumerate(soup.find_all("div", class_="top")):
        (line,) = [text for text in top.find_all(string=True) if text.strip()]
        assert re.fullmatch(rf"{NAMES[number]}.{{1,4}}{4 + number:02} May 2019, 10:4{number}", fold_space(line))


def test_one_comment_stands_above_all_again(change: Changed) -> None:
    page, soup = change("post twice")
    first, *others = _remarks(soup)
    assert len(others) == len(NAMES)
    assert [str(other) for other in others].count(str(first)) == 1
    assert page.gold == GOLD


def test_the_article_is_written_in_the_markup_of_a_reply(change: Changed) -> None:
    page, soup = change("opening post as reply")
    first, *others = _remarks(soup)
    assert len(others) == len(NAMES)
    assert fold_space(first.get_text()).startswith("Theodora")
    assert ARTICLE in first.get_text()
    assert not any(words in first.get_text() for words in WORDS)
    assert soup.get_text().count(ARTICLE) == 1
    assert [fold_space(each.get_text()) for each in first.find_all("p")] == [ARTICLE, "Its rope was changed twice."]
    assert first["id"] not in [other["id"] for other in others]
    assert page.gold == GOLD


def test_the_heading_begins_with_the_way_to_the_page(change: Changed) -> None:
    _, soup = change("navigation in the heading")
    heading = soup.find("h1")
    assert heading is not None
    assert [link.get_text() for link in heading.find_all("a")] == ["Home", "Section"]
    assert heading.get_text().endswith(TITLE)


def test_a_page_without_nesting_has_no_depth_to_be_told_otherwise() -> None:
    remarks = "".join(
        f'<div class="remark" id="r{n + 10}"><p><b class="who">{name}</b> <i>{4 + n} May 2019, 10:4{n}</i></p>'
        f'<p class="said">{WORDS[n]}</p></div>'
        for n, name in enumerate(NAMES)
    )
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{ARTICLE}</p><div>{remarks}</div>"
    read = read_page(html.encode(), "flat.html", find_adapters(), GOLD)
    assert read is not None
    assert not any(variant(read.mark(), kind) for kind in ("depth by class", "depth by style", "depth by width"))


def test_a_page_without_comments_has_no_places() -> None:
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{ARTICLE}</p>"
    assert read_page(html.encode(), "article.html", find_adapters(), GOLD) is None


def test_variants_of_a_plain_page_read_as_the_page() -> None:
    read = read_page(PAGE.encode(), "ferry.html", find_adapters(), GOLD)
    assert read is not None
    for kind in ("as it is", "classes and ids renamed", "links absolute", "dialog", "navigation in the heading"):
        page = read.mark()
        assert variant(page, kind)
        thread = import_bytes(page.html, "ferry.html").thread
        assert [comment.text for comment in thread.comments] == list(WORDS), kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_a_thread_stays_without_one(kind: str) -> None:
    html = PAGE.replace(REMARKS, "")
    read = read_page(html.encode(), "ferry.html", find_adapters(), GOLD | {"comments": []})
    assert read is not None
    page = read.mark()
    if variant(page, kind):
        assert import_bytes(page.html, "ferry.html").thread.comments == ()
