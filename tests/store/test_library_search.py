from collections import Counter
from collections.abc import Iterator

import pytest

from shelf import shelve
from sketch import sketch
from threadreader.errors import SearchError
from threadreader.library.library import Library
from threadreader.model.annotation import Annotation
from threadreader.model.query import parse_query
from threadreader.model.stored_thread import Hit, Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from whole_list import entry_matches


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.open(find_paths()) as opened:
        shelve(opened, sketch("# Bread\n\nIt rises.\n\nann: Caf\u00e9 and cafe\n  bob: Nothing"))
        yield opened


def _hit(text: str, *passages: tuple[int, int]) -> Hit:
    return Hit(1, "Bread", 0, None, "", None, text, passages)


def test_a_hit_says_where_its_words_stand(library: Library) -> None:
    ((hit,), more) = library.search("cafe")
    assert (hit.number, hit.title, hit.position, hit.comment, hit.author) == (1, "Bread", 0, "c1", "ann")
    assert [hit.text[start:end] for start, end in hit.passages] == ["Caf\u00e9", "cafe"]
    assert not more


def test_highlights_and_notes_are_found_with_their_passages(library: Library) -> None:
    one = Annotation.of(CommentId("c1"), "Caf\u00e9 and cafe", 9, 13).with_note("Look this up\nlater")
    other = Annotation.of(None, "It rises.", 3, 8)
    library.save_progress(1, Progress(annotations={"a": one, "b": other}), Progress())
    (first, second), more = library.search("is:noted")
    assert [first.text[start:end] for start, end in first.passages] == ["cafe"]
    assert (first.note, second.note, second.comment, second.passages) == (one.note, "", None, ((3, 8),))
    assert not more
    assert [hit.comment for hit in library.search("note:LATER")[0]] == ["c1"]
    assert [hit.comment for hit in library.search('note:"look this" cafe')[0]] == ["c1"]
    assert [hit.comment for hit in library.search("-is:noted thread:1")[0]] == ["c2"]
    assert library.search("note:never")[0] == []
    (entry,) = library.threads()
    assert entry_matches(parse_query("is:noted note:later"), entry)
    assert not entry_matches(parse_query("note:never"), entry)


def test_no_more_hits_come_than_are_wanted(library: Library) -> None:
    hits, more = library.search("thread:1", 2)
    assert ([hit.position for hit in hits], more) == ([1, 0], True)
    hits, more = library.search("thread:1", 3)
    assert ([hit.position for hit in hits], more) == ([1, 0, -1], False)
    assert (hits[2].comment, hits[2].text) == (None, "It rises.")


def test_where_there_are_more_hits_than_are_wanted_no_thread_has_more_than_its_part(library: Library) -> None:
    shelve(library, sketch("# Salt\n\nann: Cafe\n  bob: Cafe\n  carl: Cafe"))
    hits, more = library.find_hits("cafe OR nothing", 4, 2)
    assert (hits.numbers, more) == ((2, 2, 1, 1), True)
    assert [hits[index].position for index in range(4)] == [1, 2, 0, 1]
    assert library.find_hits("cafe", 2, 2)[0].numbers == (2, 2)
    hits, more = library.find_hits("cafe OR nothing", 5, 2)
    assert (hits.numbers, more) == ((2, 2, 2, 1, 1), False)


def test_what_fits_best_comes_first(library: Library) -> None:
    near, far = "cheese with a little cream", f"cheese {'and more ' * 30} cream"
    for title, words in (
        ("Frosting", "Cream cheese frosting"),
        ("On cheese and cream", f"Cream. {'More. ' * 30} Cheese"),
        *(("Soup", near), ("Hotel", far), ("Bar", f"Not here\nbob: {far}\n  carl: A cream cheese\n    dora: {near}")),
    ):
        shelve(library, sketch(f"# {title}\n\nIt is.\n\nann: {words}"))
    hits, more = library.search("cream cheese")
    found = [(hit.title, hit.author) for hit in hits]
    bar = [("Bar", "carl"), ("Bar", "dora"), ("Bar", "bob")]
    titled = [("On cheese and cream", ""), ("On cheese and cream", "ann")]
    assert found == [*titled, *bar, ("Frosting", "ann"), ("Soup", "ann"), ("Hotel", "ann")]
    assert not more
    assert [hit.title for hit in library.search("cream chee*")[0]] == [title for title, _ in found]
    assert len(library.search("cream OR cheese")[0]) == len(found)
    hits, more = library.find_hits("cream cheese", 3, 2)
    assert (len(hits), max(Counter(hits.numbers).values()), more) == (3, 2, True)


def test_a_hit_that_is_gone_when_it_is_shown_is_said_to_be(library: Library) -> None:
    hits, _ = library.find_hits("cafe", 9)
    library.forget(1)
    assert hits[0].text == "no longer in the library"


def test_what_is_not_understood_is_an_error(library: Library) -> None:
    with pytest.raises(SearchError):
        library.search("is:red")


def test_an_excerpt_begins_a_few_words_before_what_was_found() -> None:
    text = "word " * 40 + "found here" + " after" * 40
    words, ((start, end),) = _hit(text, (200, 205)).excerpt(80)
    assert words.startswith("\u2026 word ")
    assert words.endswith(" \u2026")
    assert words[start:end] == "found"
    assert len(words) <= 84


def test_a_short_text_is_its_own_excerpt_in_one_line() -> None:
    assert _hit("one\n\ntwo", (5, 8)).excerpt() == ("one  two", ((5, 8),))
    assert _hit("").excerpt() == ("", ())


def test_only_passages_inside_an_excerpt_are_named() -> None:
    _, passages = _hit("found " + "x" * 300 + " found", (0, 5), (307, 312)).excerpt(50)
    assert passages == ((0, 5),)
