from entries import entry
from reading import KEYS, results_of
from threadreader.model.query import Order
from threadreader.session import library
from threadreader.session.library import LibrarySession
from whole_list import WholeList


def start(count: int = 5) -> LibrarySession:
    here = LibrarySession(WholeList([entry(number, seen=10) for number in range(1, count + 1)]), keys=KEYS)
    here.threads.sort(Order.IMPORTED)
    here.arrange(100, 8)
    return here


def number(here: LibrarySession) -> int | None:
    return here.here.number if here.here else None


def test_moving_says_where_the_list_ends() -> None:
    here = start()
    assert (library.down(here, None), number(here)) == ("", 4)
    assert library.first(here, None) == ""
    assert [library.up(here, None), library.first(here, None), library.first(here, 1)] == ["top of the list"] * 3
    assert (library.last(here, None), here.position.at) == ("", 4)
    assert library.page_down(here, None) == "end of the list"
    assert (library.last(here, 2), here.position.at) == ("", 1)
    assert (library.half_down(here, None), library.half_up(here, None), here.position.at) == ("", "", 1)
    assert (library.page_up(here, None), here.position.at) == ("", 0)


def test_every_order_comes_in_turn() -> None:
    here = start()
    orders = [here.threads.order]
    for _ in Order:
        library.sort(here, None)
        orders.append(here.threads.order)
    assert set(orders) == set(Order)
    assert orders[0] == orders[-1]


def test_removing_asks_and_only_the_next_key_answers() -> None:
    here = start()
    removed = number(here)
    question = "D again deletes · esc cancels: "
    assert question in library.remove(here, None)
    for key, command, said in (
        ("list.down", library.down, ""),
        ("list.up", library.up, ""),
        ("app.back-out", library.back, "cancelled: "),
        ("library.undo", library.undo, "cancelled: "),
    ):
        here.withdraw(key)
        assert command(here, None).startswith(said)
        assert question in library.remove(here, None)
    assert here.threads.count == 5
    assert "deleted · u undoes: " in library.remove(here, None)
    assert (here.threads.count, number(here) == removed) == (4, False)
    assert "restored" in library.undo(here, None)
    assert (here.threads.count, number(here)) == (5, removed)
    assert library.undo(here, None) == "nothing to undo"


def test_what_another_window_forgot_meanwhile_is_not_removed() -> None:
    whole = WholeList([entry(number, seen=10) for number in (1, 2)])
    here = LibrarySession(whole, keys=KEYS)
    library.remove(here, None)
    whole.take([each for each in whole.shown if each is not here.here])
    assert (library.remove(here, None), here.threads.count) == (library.NO_THREAD, 1)


def test_nothing_is_removed_from_an_empty_list() -> None:
    here = start(0)
    assert library.remove(here, None) == library.NO_THREAD
    assert library.down(here, None) == "end of the list"


def test_going_back_ends_what_was_found_and_then_the_filter() -> None:
    here = start()
    library.last(here, None)
    here.threads.filter("page")
    here.results = results_of("words", ())
    assert library.back(here, None) == ""
    assert here.here is not None
    assert here.threads.needle == "page"
    assert (library.back(here, None), here.threads.needle, here.position.at) == ("", "", 4)
    assert library.back(here, None) == "q leaves"


def test_several_are_marked_and_removed_and_come_back_together() -> None:
    here = start()
    assert library.mark(here, 2) == "2 selected: keys act on all of them"
    assert number(here) == 3
    assert (library.mark(here, None), len(here.threads.marked)) == ("", 3)
    assert library.remove(here, None) == "D again deletes · esc cancels: 3 threads"
    assert library.remove(here, None) == "3 threads: deleted · u undoes"
    assert ([one.number for one in here.threads.shown], here.threads.marked) == ([2, 1], set())
    assert library.undo(here, None) == "restored: 3 threads"
    assert here.threads.count == 5


def test_a_count_is_as_many_as_are_removed() -> None:
    here = start()
    assert library.remove(here, 2) == "D again deletes · esc cancels: 2 threads"
    library.remove(here, None)
    assert [one.number for one in here.threads.shown] == [3, 2, 1]


def test_what_is_marked_is_unmarked_by_the_same_key_or_all_at_once() -> None:
    here = start()
    library.mark_all(here, None)
    assert len(here.threads.marked) == 5
    library.mark(here, None)
    assert here.threads.marked == {1, 2, 3, 4}
    assert library.close_top_layer(here)
    assert here.threads.marked == set()
    library.mark_all(here, None)
    assert library.mark_all(here, None) == "nothing selected"
    assert library.mark(start(0), None) == library.mark_all(start(0), None) == library.NO_THREAD
