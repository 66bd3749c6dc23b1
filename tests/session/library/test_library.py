from entries import entry
from reading import KEYS, results_of
from threadreader.session import library
from threadreader.session.library import LibrarySession, act
from threadreader.session.library.thread_list import Order, ThreadList


def start(count: int = 5) -> LibrarySession:
    here = LibrarySession(ThreadList([entry(number, seen=10) for number in range(1, count + 1)]), keys=KEYS)
    here.threads.sort(Order.IMPORTED)
    here.arrange(100, 12)
    return here


def number(here: LibrarySession) -> int | None:
    return here.here.number if here.here else None


def test_moving_says_where_the_list_ends() -> None:
    here = start()
    assert (act(here, library.down), number(here)) == ("", 4)
    assert act(here, library.first) == ""
    assert [act(here, library.up), act(here, library.first), act(here, library.first, 1)] == ["top of the list"] * 3
    assert (act(here, library.last), here.position.at) == ("", 4)
    assert act(here, library.page_down) == "end of the list"
    assert (act(here, library.last, 2), here.position.at) == ("", 1)
    assert (act(here, library.half_down), act(here, library.half_up), here.position.at) == ("", "", 1)
    assert (act(here, library.page_up), here.position.at) == ("", 0)


def test_every_order_comes_in_turn() -> None:
    here = start()
    orders = [here.threads.order]
    for _ in Order:
        act(here, library.sort)
        orders.append(here.threads.order)
    assert set(orders) == set(Order)
    assert orders[0] == orders[-1]


def test_removing_asks_and_only_the_next_key_answers() -> None:
    here = start()
    removed = number(here)
    assert "D again removes: " in act(here, library.remove)
    act(here, library.down)
    act(here, library.up)
    assert "D again removes: " in act(here, library.remove)
    assert here.threads.count == 5
    assert "removed · u puts it back: " in act(here, library.remove)
    assert (here.threads.count, number(here) == removed) == (4, False)
    assert "put back" in act(here, library.undo)
    assert (here.threads.count, number(here)) == (5, removed)
    assert act(here, library.undo) == "there is nothing to undo"


def test_nothing_is_removed_from_an_empty_list() -> None:
    here = start(0)
    assert act(here, library.remove) == library.NO_THREAD
    assert act(here, library.down) == "end of the list"


def test_going_back_ends_what_was_found_and_then_the_filter() -> None:
    here = start()
    act(here, library.last)
    here.threads.filter("page")
    here.results = results_of("words", ())
    assert act(here, library.back) == ""
    assert here.here is not None
    assert here.threads.needle == "page"
    assert (act(here, library.back), here.threads.needle, here.position.at) == ("", "", 4)
    assert act(here, library.back) == "q leaves"


def test_several_are_marked_and_removed_and_come_back_together() -> None:
    here = start()
    assert act(here, library.mark, 2) == "keys act on all that are marked"
    assert number(here) == 3
    assert (act(here, library.mark), len(here.threads.marked)) == ("", 3)
    assert act(here, library.remove) == "D again removes: 3 threads"
    assert act(here, library.remove) == "3 threads: removed · u puts them back"
    assert ([one.number for one in here.threads.shown], here.threads.marked) == ([2, 1], set())
    assert act(here, library.undo) == "put back: 3 threads"
    assert here.threads.count == 5


def test_a_count_is_as_many_as_are_removed() -> None:
    here = start()
    assert act(here, library.remove, 2) == "D again removes: 2 threads"
    act(here, library.remove)
    assert [one.number for one in here.threads.shown] == [3, 2, 1]


def test_what_is_marked_is_unmarked_by_the_same_key_or_all_at_once() -> None:
    here = start()
    act(here, library.mark_all)
    assert len(here.threads.marked) == 5
    act(here, library.mark)
    assert here.threads.marked == {1, 2, 3, 4}
    assert library.close_top_layer(here)
    assert here.threads.marked == set()
    act(here, library.mark_all)
    assert act(here, library.mark_all) == "nothing is marked"
    assert act(start(0), library.mark) == act(start(0), library.mark_all) == library.NO_THREAD
