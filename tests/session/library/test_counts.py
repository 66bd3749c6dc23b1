from collections import Counter

from entries import entry
from reading import KEYS, results_of
from threadreader.model.page import Entry, Group
from threadreader.render.width import cell_width
from threadreader.session import library
from threadreader.session.library import LibrarySession
from threadreader.session.library.thread_list import GroupCounts, label_of
from whole_list import WholeList

THREADS = (
    entry(1, site="Kettles", tags=("tea",)),
    entry(2, site="Kettles", tags=("later", "tea")),
    entry(3, site="Ferries", tags=("queue", "tea")),
    entry(4, site=None),
    entry(5, site="Kettles", tags=("done", "tea")),
)
NAMES = ["all", "queue", "archived", None, "#tea", "#later", None, "Kettles"]


def counted(threads: tuple[Entry, ...] = THREADS) -> Counter[Group]:
    here = Counter(group for each in threads if not each.is_done for group in each.groups)
    done = sum(each.is_done for each in threads)
    return here + Counter({Group("tag", "done"): done})


def start(width: int = 160, threads: tuple[Entry, ...] = THREADS) -> LibrarySession:
    here = LibrarySession(WholeList(threads), keys=KEYS)
    here.load_counts = lambda: counted(threads)
    here.arrange(width, 45)
    return here


def numbers(here: LibrarySession) -> list[int]:
    return sorted(each.number for each in here.threads.shown)


def text(counts: GroupCounts, group: Group, width: int = 20) -> str:
    return "".join(run.text for run in counts.row(group, width).runs)


def test_tags_stand_before_sites_and_the_largest_first() -> None:
    counts = GroupCounts(counted())
    assert [group and label_of(group) for group in counts.rows] == NAMES
    assert [text(counts, group).split()[-1] for group in counts.groups] == ["4", "1", "1", "3", "1", "2"]


def test_what_was_removed_is_not_counted() -> None:
    counts = GroupCounts(counted(), removed=(THREADS[2], THREADS[4]))
    assert [group and label_of(group) for group in counts.rows] == [*NAMES[:1], *NAMES[3:]]
    assert text(counts, counts.groups[0]).split() == ["all", "3"]


def test_the_counts_follow_a_removal_and_its_end() -> None:
    here = start()
    assert text(here.counts, Group("site", "Kettles")).split()[-1] == "2"
    here.threads.go_to(1)
    library.remove(here, None)
    library.remove(here, None)
    assert Group("site", "Kettles") not in here.counts.groups
    library.undo(here, None)
    assert text(here.counts, Group("site", "Kettles")).split()[-1] == "2"


def test_every_row_is_as_wide_as_the_column() -> None:
    counts = GroupCounts(Counter({Group("site", "漢字" * 20): 2, Group("site", "a" * 90): 100_000}))
    assert {cell_width(text(counts, group)) for group in counts.groups} == {20}


def test_the_window_follows_the_selected_row_over_empty_ones() -> None:
    counts = GroupCounts(counted())
    for at, group in enumerate(counts.groups):
        counts.position.at = at
        window = counts.window(3)
        assert group in window
        assert counts.index_at(window.index(group)) == at
    assert [counts.index_at(y) is None for y in range(4)] == [False, True, False, True]
    counts.position.at = 0
    assert counts.window(30) == counts.rows
    assert counts.index_at(3) is None


def test_the_selected_site_or_tag_says_which_threads_are_listed() -> None:
    here = start()
    assert numbers(here) == [1, 2, 3, 4]
    library.change_column(here, None)
    shown = []
    for _ in here.counts.groups[1:]:
        assert library.down(here, None) == ""
        here.settle()
        shown.append(numbers(here))
    assert shown == [[3], [5], [1, 2, 3], [2], [1, 2]]
    assert library.down(here, None) == "end of the list"
    library.change_column(here, None)
    assert (here.position is here.threads.position, numbers(here)) == (True, [1, 2])
    here.threads.filter("page")
    assert [library.back(here, None), numbers(here), here.threads.needle] == ["", [1, 2], ""]
    assert [library.back(here, None), numbers(here)] == ["", [1, 2, 3, 4]]
    assert library.back(here, None) == "q leaves"


def test_where_the_last_thread_leaves_a_group_all_are_shown_again() -> None:
    here = start()
    here.threads.choose(Group("tag", "later"))
    assert isinstance(here.threads, WholeList)
    here.threads.take([each for each in THREADS if "later" not in each.tags])
    here.forget_loaded()
    assert (here.threads.group, numbers(here)) == (Group(), [1, 3, 4])


def test_the_column_is_shown_where_there_is_room_and_something_to_choose() -> None:
    assert start().layout.counts
    assert not start(120).layout.counts
    plain = (entry(1, site="Kettles"), entry(2, site="Ferries"))
    assert not start(threads=plain).layout.counts


def test_a_key_shows_or_hides_it_and_says_where_there_is_no_room() -> None:
    here = start()
    assert library.toggle_counts(here, None) == "sidebar hidden"
    assert (here.layout.counts, library.toggle_counts(here, None), here.layout.counts > 0) == (0, "", True)
    narrow = start(100)
    for command in (library.toggle_counts, library.change_column):
        assert "120 columns" in command(narrow, None)
        assert (narrow.counted, narrow.in_counts) == (None, False)
    middle = start(120)
    library.change_column(middle, None)
    assert middle.in_counts
    middle.arrange(100, 45)
    assert not middle.in_counts


def test_nothing_is_chosen_among_search_results() -> None:
    here = start()
    here.results = results_of("words", ())
    assert "esc" in library.change_column(here, None)
    assert not here.in_counts
