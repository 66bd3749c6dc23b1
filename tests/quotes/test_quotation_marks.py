import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.quotes.quotation_marks import find_runs


def _words(*texts: str, closed: bool | None = None) -> list[str]:
    runs = [run for run in find_runs(texts) if closed is None or run.closed is closed]
    return [texts[run.index][run.start : run.end] for run in sorted(runs, key=lambda run: (run.index, run.start))]


@pytest.mark.parametrize(
    "text",
    [
        "He said “so it goes” and left.",
        'He said "so it goes" and left.',
        "Er sagte „so it goes“ und ging.",
        "Er sagte »so it goes« und ging.",
        "Il dit «so it goes», puis partit.",
        "Hon sa ”so it goes” och gick.",
        "彼は「so it goes」と言った。",
        'A mix of “so it goes" and nothing.',
        "([quote=Ann]so it goes[/quote])",
        "He said \u2018so it goes\u2019 and left.",
        "\u2019Twas the \u201990s, and \u2018so it goes\u2019, they said.",
    ],
)
def test_marks_of_many_languages_pair(text: str) -> None:
    assert _words(text) == ["so it goes"]


def test_french_marks_have_space_inside() -> None:
    assert _words("« so it goes » dit-il") == [" so it goes "]
    assert _words("Il dit « so it goes », puis « yes ».") == [" so it goes ", " yes "]


def test_apostrophes_close_nothing() -> None:
    assert _words("\u2018It doesn\u2019t matter\u2019") == ["It doesn\u2019t matter"]
    assert _words("It doesn\u2019t matter, it\u2019s the dogs\u2019 day") == []


def test_single_marks_do_not_go_on_in_the_next_paragraph() -> None:
    assert _words("\u2018So it goes", "and goes\u2019") == []


def test_a_left_over_of_a_forum_names_its_author() -> None:
    (run,) = find_runs(['[quote="Ann"]Yes.[/quote] No.'])
    assert run.attribution == "Ann"


def test_runs_nest() -> None:
    assert _words("“She said “no” to him,” he wrote") == ["She said “no” to him,", "no"]


def test_inches_and_apostrophes_are_no_marks() -> None:
    assert _words('A 5" nail isn\'t a 6" nail.', closed=True) == []


def test_a_run_goes_on_over_paragraphs() -> None:
    assert _words("“First paragraph.", "Middle.", "Last one.” I disagree.") == [
        "First paragraph.",
        "Middle.",
        "Last one.",
    ]


def test_each_paragraph_may_open_again() -> None:
    assert _words("He wrote: “First.", "“Second.", "“Third.” So.", closed=True) == [
        "First.",
        "Second.",
        "Third.",
        "Third.",
    ]


def test_a_mark_that_is_never_closed_may_be_no_run() -> None:
    assert _words("I “forgot the rest", "Another “thing” here", closed=True) == ["thing"]
    assert _words("I “forgot the rest", "Another “thing” here", closed=False) == ["forgot the rest"]


def test_a_flood_of_marks_takes_no_time_to_speak_of() -> None:
    assert len(find_runs(["“a " * 20_000 + "» " * 20_000])) <= 20_000


@given(st.lists(st.text('ab “”„«»"[quote]/=', max_size=30), max_size=5))
def test_runs_lie_in_their_texts(texts: list[str]) -> None:
    for run in find_runs(texts):
        assert 0 <= run.opener <= run.start <= run.end <= len(texts[run.index])
