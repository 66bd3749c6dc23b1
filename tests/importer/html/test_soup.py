import weakref

import pytest
from bs4 import BeautifulSoup, Tag

from threadreader.importer.html import no_collection
from threadreader.importer.html.parser import parse_html, take_apart
from threadreader.importer.html.tree import by_shape, shape_of


def test_islands_where_some_threads_live_are_kept() -> None:
    soup = parse_html(
        '<script type="application/ld+json">{"comment": "</p>"}</script><noscript><p id=n>a</p></noscript>'
        '<iframe srcdoc="&lt;p&gt;b"></iframe><template shadowrootmode=open><p id=t>c'
        "<template shadowrootmode=closed><p id=u>d</template></template>"
    )
    script, frame = soup.find("script"), soup.find("iframe")
    assert isinstance(script, Tag)
    assert script.string == '{"comment": "</p>"}'
    assert isinstance(frame, Tag)
    assert frame["srcdoc"] == "<p>b"
    assert [soup.find(id=name) is not None for name in "ntu"] == [True, True, True]
    assert soup.get_text() == "acd"


def test_what_is_shown_nowhere_is_left_out() -> None:
    soup = parse_html(
        "<style>p {}</style><p>a<svg><title>b</title><a href=x>c</a></svg><iframe><p>d</p></iframe>"
        "<template><p>e</p></template>f"
    )
    assert soup.get_text() == "af"
    assert [tag.name for tag in soup.find_all(True)] == ["html", "head", "body", "p", "iframe", "template"]


def test_a_page_of_frames_shows_what_is_said_to_those_who_have_none() -> None:
    soup = parse_html("<frameset><frame src=a><noframes><body><p>See <a href=b>b</a></p></body></noframes></frameset>")
    assert soup.get_text() == "See b"
    assert soup.find("a", href="b") is not None
    assert parse_html("<p>a<noframes><p>b</p></noframes>").get_text() == "a"


@pytest.mark.parametrize("depth", [3_000, 30_000])
def test_nothing_is_lost_below_thousands_of_levels(depth: int) -> None:
    soup = parse_html("<ul>" + "".join(f"<li id=c{number}><div>word {number}<ul>" for number in range(depth)))
    assert [tag["id"] for tag in soup.find_all("li")] == [f"c{number}" for number in range(depth)]
    assert soup.get_text().count("word") == depth


def test_long_text_is_kept_whole() -> None:
    assert len(parse_html("<p>" + "word " * 3_000_000 + "<p>end").get_text()) == 5 * 3_000_000 + 3


def test_what_stands_after_the_end_is_kept() -> None:
    assert parse_html("<html><body><p>a</body></html><p>b").get_text() == "ab"


def test_a_tree_that_is_taken_apart_is_gone_at_once() -> None:
    with no_collection():
        soup = parse_html("<ul><li>one<li>two<!-- three --></ul>")
        nodes = [weakref.ref(tag) for tag in soup.find_all(True)]
        take_apart(soup)
        assert [node() for node in nodes] == [None] * 6


def test_tags_alike_in_name_classes_and_attributes_share_a_shape() -> None:
    first, second, third = parse_html("<p class='a b' id=x><p class='a b' id=y><p class='a b'>").find_all("p")
    assert shape_of(first) is shape_of(second)
    assert shape_of(first) is not shape_of(third)
    assert (shape_of(third).name, shape_of(third).classes) == ("p", ["a", "b"])
    assert shape_of(first).attributes == {"class", "id"}
    (other,) = BeautifulSoup("<p class='a b'>", "lxml").find_all("p")
    assert (shape_of(other).name, shape_of(other).classes) == ("p", ["a", "b"])


def test_a_question_about_the_shape_is_asked_once_for_each() -> None:
    asked: list[Tag] = []

    @by_shape
    def count_classes(tag: Tag) -> int:
        asked.append(tag)
        return len(tag.get("class") or ())

    page = parse_html("<p class='a b' id=x>1<p class='a b' id=y>2<p class=a id=z>3<p id=v>4<p id=w>5")
    assert [count_classes(tag) for tag in page.find_all("p")] == [2, 2, 1, 0, 0]
    assert len(asked) == 3
