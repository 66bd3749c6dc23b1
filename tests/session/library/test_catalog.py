from entries import entry
from threadreader.model.page import Summary
from threadreader.session.library.thread_list import Catalog, Order

ENTRIES = (
    entry(1, "Bread", site="flour.example", seen=10, hours=2),
    entry(2, "on Gardens", site="garden.example", seen=4, hours=50),
    entry(3, "Why the Bridge Held", summary=Summary(authors=("Zoë",))),
    entry(4, "ash", site="Ash.example", seen=10, hours=1),
)


def numbers(catalog: Catalog) -> list[int]:
    return [one.number for one in catalog.shown]


def test_what_is_unread_comes_first_and_of_that_what_was_touched_last() -> None:
    assert numbers(Catalog(ENTRIES)) == [2, 3, 4, 1]


def test_every_order() -> None:
    catalog = Catalog(ENTRIES)
    found = {}
    for order in Order:
        catalog.sort(order)
        found[order] = numbers(catalog)
    assert found[Order.IMPORTED] == [4, 3, 2, 1]
    assert found[Order.READ] == [4, 1, 2, 3]
    assert found[Order.TITLE] == [4, 1, 2, 3]
    assert found[Order.SITE] == [4, 1, 2, 3]


def test_the_reader_stays_at_a_thread_in_every_order_and_under_every_filter() -> None:
    catalog = Catalog(ENTRIES, at=1)
    for order in Order:
        catalog.sort(order)
        assert catalog.here == ENTRIES[0]
    catalog.filter("bread")
    assert (numbers(catalog), catalog.here) == ([1], ENTRIES[0])
    catalog.filter("")
    assert catalog.here == ENTRIES[0]
    catalog.load(ENTRIES[1:])
    assert catalog.here in ENTRIES[1:]


def test_a_filter_looks_at_title_site_authors_and_number() -> None:
    catalog = Catalog(ENTRIES)
    for needle, found in (("BRI held", {3}), ("example", {1, 2, 4}), ("zoë", {3}), ("4", {4}), ("nowhere", set())):
        catalog.filter(needle)
        assert set(numbers(catalog)) == found
    assert (catalog.here, catalog.count) == (None, 4)


def test_what_was_removed_comes_back_in_the_order_it_went() -> None:
    catalog = Catalog(ENTRIES, at=2)
    assert catalog.remove() == ENTRIES[1]
    catalog.go_to(4)
    assert catalog.remove() == ENTRIES[3]
    catalog.load(ENTRIES)
    assert set(numbers(catalog)) == {1, 3}
    assert (catalog.put_back(), catalog.here) == (ENTRIES[3], ENTRIES[3])
    assert (catalog.put_back(), catalog.put_back()) == (ENTRIES[1], None)
    assert (catalog.count, catalog.with_unread) == (4, 2)


def test_a_thread_that_is_gone_leaves_the_reader_where_it_was() -> None:
    catalog = Catalog(ENTRIES, at=99)
    assert catalog.position.at == 0
    catalog.load(())
    assert (catalog.here, catalog.remove()) == (None, None)
