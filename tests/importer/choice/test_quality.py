"""The terms that readings are chosen by."""

import pytest

from structure import NAMES, WORDS, day, page, plain
from threadreader.importer.choice.quality import (
    WEIGHTS,
    agreement,
    highest,
    is_plain,
    measure,
    name_likeness,
    score,
)
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft
from threadreader.importer.generic import ADAPTER
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.html.parser import parse_html


def terms(html: str) -> dict[str, float]:
    """The terms of what structure proposes first."""
    surveyed = SurveyedPage(Document(parse_html(html)))
    proposal = next(ADAPTER.proposals(surveyed))
    return measure(proposal.comments, surveyed, known=0, points=proposal.points)


def test_no_group_scores_more_than_it_may() -> None:
    surveyed = SurveyedPage(Document(parse_html(page(*map(plain, range(6))))))
    proposal, *_ = ADAPTER.proposals(surveyed)
    text, points = surveyed, proposal.points
    found = measure(proposal.comments, text, known=0, points=points, is_accepted=True)
    most = highest(points, proposal.spans, text, is_accepted=True, may_agree=False)
    again = "a term that speaks for a reading is in `highest` too, with the most that it may be"
    assert score(found) <= most, again
    assert most < highest(points, proposal.spans, text, is_accepted=True, may_agree=True)


def test_every_term_has_a_weight() -> None:
    assert terms(page(*map(plain, range(6)))).keys() <= WEIGHTS.keys()


def test_a_whole_thread_has_all_that_speaks_for_it_and_nothing_against() -> None:
    found = terms(page(*map(plain, range(6))))
    assert {name for name, value in found.items() if value and WEIGHTS[name] < 0} == set()
    assert is_plain(found)


def test_what_the_page_says_of_its_comments_is_agreed_with_or_not() -> None:
    assert (agreement(0, 0, 0.0, 1.0), agreement(0, None, 0.0, 1.0)) == ({"none said": 1}, {"none said": 0})
    assert (agreement(6, 6, 0.0, 1.0), agreement(6, 5, 0.1, 1.0), agreement(6, 9, 0.0, 1.0)) == (
        {"as many as said": 1},
        {"as many as said": 1},
        {"as many as said": 0},
    )
    assert agreement(6, 6, 0.5, 1.0) == {"as many as said": 0}
    assert agreement(6, 6, 0.0, 0.5) == {"as many as said": 0.5}


@pytest.mark.parametrize(("tag", "share"), [("div", 0), ("li", 0.5), ("div class='x1'", 0.5)])
def test_what_stands_beside_comments_is_like_them_by_more_than_being_a_box(tag: str, share: float) -> None:
    name = tag.partition(" ")[0]
    soup = parse_html("".join(f"<{tag}><p>{WORDS[n]} {day(n)}</p></{name}>" for n in range(6)))
    comments = [CommentDraft(each, each.find_all("p"), author=NAMES[0]) for each in soup.find_all(name)[:3]]
    found = measure(comments, SurveyedPage(Document(soup)), known=0, points=7)
    assert found["siblings left out"] == share


@pytest.mark.parametrize(("picture", "share"), [("icon.png", 1), ("photo{}.png", 0)])
def test_a_picture_that_many_comments_show_is_none_of_what_they_say(picture: str, share: float) -> None:
    soup = parse_html("".join(f"<p>by {NAMES[n]} <img src='{picture.format(n)}'> {day(n)}</p>" for n in range(6)))
    comments = [CommentDraft(tag, tag.find_all("img"), author=NAMES[0]) for tag in soup.find_all("p")]
    found = measure(comments, SurveyedPage(Document(soup)), known=0, points=7)
    assert found["without words"] == share


def test_of_comments_without_a_sentence_those_that_are_mostly_links_speak_less_for_a_thread() -> None:
    entry = (
        "<li class='comment' id='comment-{n}'><b class='author'>{name}</b> <i>{day}</i> <div class='text'>"
        "{words} in the forum</div></li>"
    )
    plainly, linked = (
        terms(page(*(entry.format(n=n, name=NAMES[n], day=day(n), words=words.format(n)) for n in range(6))))
        for words in ("Kettles {}", "<a href='/topic/{0}'>Kettles for all of us {0}</a>")
    )
    assert plainly["prose between"] == 1
    assert 0 < linked["prose between"] < 1 / 2


@pytest.mark.parametrize(
    ("address", "share"),
    [("/2012/{}.html#comments", 1), ("/2012/{}.html", 0), ("#comments", 0), ("/a.html#comments", 0)],
)
def test_what_is_followed_by_the_comments_on_a_page_each_is_a_list_of_entries(address: str, share: float) -> None:
    entries = (plain(n) + f"<p><a href='{address.format(n)}'>Comments ({n})</a></p>" for n in range(6))
    assert (terms(page(*entries))["commented elsewhere"] == 1) is bool(share)


def test_words_that_repeat_are_counted() -> None:
    html = page(*(plain(n).replace(WORDS[n], WORDS[n % 2]) for n in range(6)))
    assert terms(html)["repeated"] == pytest.approx(4 / 6)


@pytest.mark.parametrize("name", [*NAMES, "Candice", "Dawn | Kitchen", "Ann van den Berg", "김철수", "m"])
def test_names_look_like_names(name: str) -> None:
    assert name_likeness(name) >= 0.5


@pytest.mark.parametrize("words", ["", "#12", "03.04.2011, 10:15", day(3), "Reply", "42", "http://example.org/a/b"])
def test_what_is_no_name_does_not(words: str) -> None:
    assert name_likeness(words) < 0.75


def test_names_that_differ_in_figures_are_several() -> None:
    html = page(*(plain(n).replace(NAMES[n], f"guest{n}") for n in range(6)))
    assert terms(html)["one name"] == 0


def test_comments_without_any_name_have_no_more_than_one() -> None:
    html = page(*(plain(n).replace(NAMES[n], "") for n in range(6)))
    assert terms(html)["one name"] == 1


def test_comments_of_one_line_each_have_no_line_of_the_theme() -> None:
    html = page(*(plain(n).replace(WORDS[n], f"I own kettle number {n * 7}") for n in range(6)))
    assert terms(html)["theme among the words"] == 0
