from msgspec.structs import replace

from reading import results_of
from threadreader.model.stored_thread import Hit, Hits
from threadreader.model.thread import CommentId
from threadreader.render.width import cell_width
from threadreader.session import library
from threadreader.session.library import LibrarySession
from threadreader.session.library.thread_rows import ResultRow, SearchResults, described, draw_hit, draw_row
from whole_list import WholeList

TEXT = "The registry counts each case once.\n\nA second paragraph says that the registry was closed in 2021."


def hit(number: int, place: int, text: str = TEXT) -> Hit:
    start = text.index("registry")
    comment = None if place < 0 else CommentId(f"c{place + 1}")
    return Hit(number, f"Thread {number}", place, comment, "carol", None, text, ((start, start + 8),))


def rows(found: SearchResults, height: int, width: int = 60) -> list[str]:
    return [draw_row(found, row, width)[0].text.rstrip() for row in found.window(height)]


FOUND = results_of("registry", [hit(7, 76), hit(7, 40), hit(7, -1), hit(2, 309)])


def test_hits_stand_under_their_threads_in_reading_order() -> None:
    assert [(one.number, one.position) for one in map(FOUND.hits.__getitem__, range(4))] == [
        (7, -1),
        (7, 40),
        (7, 76),
        (2, 309),
    ]
    assert rows(FOUND, 9) == [
        "Thread 7                                           3 matches",
        "carol           article  The registry counts each case once…",
        "carol           #41      The registry counts each case once…",
        "carol           #77      The registry counts each case once…",
        "Thread 2                                             1 match",
        "carol           #310     The registry counts each case once…",
    ]
    assert (described(FOUND), described(results_of("x", ()))) == ("4 in 2 threads", "no matches")
    assert described(results_of("registry", [hit(7, 1)], more=True)) == "1 and more in 1 thread"
    many = results_of("registry", [hit(7, 1), hit(7, 2), hit(2, 3)], more=True, each=2)
    assert [row.split()[-2:] for row in rows(many, 9) if "match" in row] == [["2+", "matches"], ["1", "match"]]


def test_names_have_more_room_in_a_wider_row_and_an_article_may_have_none() -> None:
    long = replace(hit(7, 40), author="Carnival of links #14")
    assert draw_row(results_of("x", [long]), ResultRow(0), 100)[0].text.startswith("Carnival of links #…  ")
    assert draw_row(results_of("x", [long]), ResultRow(0), 155)[0].text.startswith("Carnival of links #14  ")
    nameless = replace(hit(7, -1), author="")
    assert draw_row(results_of("x", [nameless]), ResultRow(0), 60)[0].text.startswith(" " * 16 + "article")
    assert draw_hit(nameless, (30, 8))[0][0].text == "article"
    assert draw_hit(replace(nameless, comment=CommentId("c1"), position=0), (30, 8))[0][0].text == "[unknown] · #1"


def test_where_there_is_no_room_for_numbers_an_article_of_nobody_is_said_to_be_one() -> None:
    nobodys = results_of("registry", [replace(hit(7, -1), author="")])
    assert rows(nobodys, 3, 38)[1].startswith("article    The registry")


def test_the_window_follows_the_reader_and_shows_the_heading_where_there_is_room() -> None:
    found = results_of("registry", [*map(FOUND.hits.__getitem__, range(4))])
    assert rows(found, 2)[0].startswith("Thread 7")
    found.position.move(3)
    assert [row.split()[0] for row in rows(found, 2)] == ["Thread", "carol"]
    assert rows(found, 1)[0].startswith("carol           #310")
    found.position.move(-3)
    assert rows(found, 2)[0].startswith("Thread 7")
    assert results_of("x", ()).window(5) == ()


def test_a_hit_is_loaded_when_it_is_shown_and_once() -> None:
    asked = []

    def load(index: int) -> Hit:
        asked.append(index)
        return hit(7, index)

    found = SearchResults("registry", Hits([(7, index) for index in range(999)], load))
    assert described(found) == "999 in 1 thread"
    for _ in range(2):
        assert len(rows(found, 5)) == 5
    assert asked == [0, 1, 2, 3]


def test_from_thread_to_thread() -> None:
    found = results_of("registry", [hit(7, 5), hit(7, 6), hit(2, 1), hit(2, 2), hit(3, 1)])
    found.position.at = 1
    assert [(found.turn(1), found.position.at) for _ in range(3)] == [(True, 2), (True, 4), (False, 4)]
    assert [(found.turn(-1), found.position.at) for _ in range(3)] == [(True, 3), (True, 1), (False, 1)]


def test_from_the_first_hit_of_a_thread_to_that_of_another() -> None:
    here = LibrarySession(
        WholeList(()), results_of("registry", [hit(7, 5), hit(7, 6), hit(2, 1), hit(2, 2), hit(3, 1)])
    )
    assert here.results
    steps = [(library.next_thread, None), (library.next_thread, 9), (library.next_thread, None)]
    found = [(step(here, count), here.results.position.at) for step, count in steps]
    assert found == [("", 2), ("", 4), ("no next thread with matches", 4)]
    here.results.position.at = 3
    steps = [(library.previous_thread, None), (library.previous_thread, 1), (library.previous_thread, 1)]
    found = [(step(here, count), here.results.position.at) for step, count in steps]
    assert found == [("", 2), ("", 0), ("no previous thread with matches", 0)]
    here.results = results_of("x", ())
    assert "thread with matches" in library.next_thread(here, None)


def test_a_whole_hit_is_shown_around_what_was_found() -> None:
    drawn = draw_hit(hit(7, 40), (30, 8))
    assert [line.text for line, _ in drawn[:3]] == ["carol · #41", "", "The registry counts each case"]
    marked = {line.text[light.start : light.end] for line, lights in drawn[2:3] for light in lights}
    assert marked == {"registry"}
    long = hit(7, 40, "word " * 400 + "registry")
    assert "registry" in "".join(line.text for line, _ in draw_hit(long, (30, 8)))
    assert len(draw_hit(long, (30, 1))) == 1


def test_no_row_is_wider_than_the_list() -> None:
    for width in (1, 8, 20, 47, 48, 90):
        for row in FOUND.window(9):
            assert cell_width(draw_row(FOUND, row, width)[0].text) <= max(width, 12)
