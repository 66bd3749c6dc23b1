import pytest
from msgspec.structs import replace

from entries import NOW, entry
from threadreader.model.blocks import Heading, Paragraph, Span
from threadreader.model.page import Entry, Exchange, MostQuoted, Summary
from threadreader.model.query import Order
from threadreader.render.lines import Role
from threadreader.render.width import cell_width
from threadreader.session.library.thread_rows import digest_rows, empty_rows, rows
from threadreader.session.state import KeyHints
from whole_list import WholeList

ENTRIES = (
    entry(1, "Bread", site="flour.example", seen=10, hours=2),
    entry(2, "on Gardens", site="garden.example", seen=4, hours=50),
    entry(3, "Why the Bridge Held", summary=Summary(authors=("Zoë",))),
    entry(4, "ash", site="Ash.example", seen=10, hours=1),
)


def numbers(catalog: WholeList) -> list[int]:
    return [one.number for one in catalog.shown]


def test_what_is_unread_comes_first_and_of_that_what_was_touched_last() -> None:
    assert numbers(WholeList(ENTRIES)) == [2, 3, 4, 1]


def test_every_order() -> None:
    catalog = WholeList(ENTRIES)
    found = {}
    for order in Order:
        catalog.sort(order)
        found[order] = numbers(catalog)
    assert found[Order.IMPORTED] == [4, 3, 2, 1]
    assert found[Order.READ] == [4, 1, 2, 3]
    assert found[Order.TITLE] == [4, 1, 2, 3]
    assert found[Order.SITE] == [4, 1, 2, 3]


def test_the_reader_stays_at_a_thread_in_every_order_and_under_every_filter() -> None:
    catalog = WholeList(ENTRIES, at=1)
    for order in Order:
        catalog.sort(order)
        assert catalog.here == ENTRIES[0]
    catalog.filter("bread")
    assert (numbers(catalog), catalog.here) == ([1], ENTRIES[0])
    catalog.filter("")
    assert catalog.here == ENTRIES[0]
    catalog.take(ENTRIES[1:])
    assert catalog.here in ENTRIES[1:]


def test_a_filter_looks_at_title_site_authors_and_number() -> None:
    catalog = WholeList(ENTRIES)
    for needle, found in (
        ("BRI held", {3}),
        ("example", {1, 2, 4}),
        ("zoë", {3}),
        ("4", {4}),
        ("nowhere", set()),
        ("example -bri", {1, 2, 4}),
        ("thread:3 OR 4", {3, 4}),
        ("site:example is:unread", {2}),
        ("-is:unread", {1, 4}),
    ):
        catalog.filter(needle)
        assert set(numbers(catalog)) == found, needle
    catalog.filter("nowhere")
    assert (catalog.here, catalog.count) == (None, 4)


def test_threads_are_found_by_replies_and_minutes() -> None:
    one, other, *_ = ENTRIES
    short = replace(one, comments=4, summary=Summary(chars=2_000))
    long = replace(other, comments=40, summary=Summary(chars=20_000))
    catalog = WholeList([short, long])
    queries = {"replies:>4": long, "replies:<=4": short, "minutes:<5": short, "-minutes:2": long}
    for needle, found in queries.items():
        catalog.filter(needle)
        assert numbers(catalog) == [found.number], needle


def test_sites_and_tags_are_completed_and_counted() -> None:
    sites = ("kettles.example", "kettles.example", "ferries.example")
    tags = (("later", "tea"), ("later",), ())
    entries = [
        replace(each, page=replace(each.page, site=site), tags=of)
        for each, site, of in zip(ENTRIES[:3], sites, tags, strict=True)
    ]
    catalog = WholeList(entries)
    assert catalog.complete("bread site:") == ("bread site:", "kettles.example 2 · ferries.example 1")
    assert catalog.complete("-site:k") == ("-site:kettles.example ", "kettles.example 2")
    assert catalog.complete("tag:") == ("tag:", "later 2 · tea 1")
    assert catalog.complete("tag:zz") == ("tag:zz", "")
    assert catalog.complete("is:q") == ("is:queued ", "queued")
    assert catalog.complete("repl") == ("replies:", "replies:")
    named = WholeList([replace(entries[0], page=replace(entries[0].page, site="On Kettles"))])
    assert named.complete("site:on") == ('site:"On Kettles" ', "On Kettles 1")


def test_a_filter_that_is_not_understood_is_said_and_changes_nothing() -> None:
    catalog = WholeList(ENTRIES)
    assert catalog.filter("bri") == ""
    assert catalog.filter("bri titel:held") == "titel: unknown field; did you mean site:?"
    assert (numbers(catalog), catalog.needle) == ([3], "bri")


def test_a_row_of_a_wide_list_is_a_table() -> None:
    summary = replace(DIGEST, chars=70_000)
    known = replace(FULL, tags=("cooking",), summary=summary, page=replace(FULL.page, site="ann.org"))
    (line,) = shown(known, 90, 1)
    assert line.startswith("  The Limits of Forecasting        ★ 2 #cooking  ann.org ")
    assert line.endswith("  18 unread  2024-05-03")
    assert shown(replace(known, comments=9_876, seen=0), 105, 1)[0].endswith("   9k unread  2024-05-03  70 min")
    assert shown(replace(known, summary=replace(DIGEST, chars=700_000)), 105, 1)[0].endswith("  2024-05-03    12 h")
    assert "  ann               ann.org  " in shown(known, 150, 1)[0]
    assert "   +3 new  2024-05-03" in shown(replace(known, new=3), 90, 1)[0]
    assert "  312 replies  2024-05-03" in shown(replace(known, read_at=None, seen=0), 90, 1)[0]
    for width in range(76, 200):
        assert cell_width(rows(known, width, 1, NOW)[0].text) == width
        assert cell_width(rows(CHINESE, width, 1, NOW)[0].text) == width


def test_tags_without_room_are_counted() -> None:
    tagged = replace(entry(1, "A title of some length, which is cut"), tags=("later", "mend", "queue"))
    for width, words in ((200, "#later #mend #queue"), (90, "#later +2"), (62, "#later +2")):
        assert f"  {words}  " in shown(tagged, width, 1)[0], shown(tagged, width, 1)[0]
    assert shown(tagged, 50, 1) == ["  A title of some length, which is cut  10 replies"]


@pytest.mark.parametrize("width", range(40, 200))
def test_a_long_title_has_half_of_a_row_and_more_than_any_column(width: int) -> None:
    page = replace(FULL.page, title="x" * 300, site="A site with a long name")
    (line,) = shown(replace(FULL, page=page, starred=0), width, 1)
    assert line.count("x") >= min(width - 15, max(42, width // 2 - 2))


def test_what_was_removed_comes_back_in_the_order_it_went() -> None:
    catalog = WholeList(ENTRIES, at=2)
    catalog.remove([ENTRIES[1]])
    catalog.go_to(4)
    catalog.remove([ENTRIES[3], ENTRIES[0]])
    catalog.take(ENTRIES)
    assert set(numbers(catalog)) == {3}
    catalog.put_back([ENTRIES[3], ENTRIES[0]])
    assert (set(numbers(catalog)), catalog.here) == ({1, 3, 4}, ENTRIES[3])
    catalog.put_back([ENTRIES[1]])
    assert (catalog.count, catalog.with_unread, catalog.removed) == (4, 2, [])


def test_what_is_done_leaves_the_list_until_it_is_asked_for_and_the_queue_comes_first() -> None:
    done, queued = replace(ENTRIES[1], tags=("done",)), replace(ENTRIES[0], tags=("cooking", "queue"))
    catalog = WholeList(ENTRIES, at=2)
    catalog.take((queued, done, *ENTRIES[2:]))
    assert numbers(catalog) == [3, 4, 1]
    catalog.sort(Order.UNREAD)
    assert (numbers(catalog), catalog.count, catalog.done) == ([1, 3, 4], 3, 1)
    assert catalog.here == ENTRIES[2]
    found = {
        needle: (catalog.filter(needle), numbers(catalog)) for needle in ("is:done", "tag:cooking", "-tag:cooking")
    }
    assert found == {"is:done": ("", [2]), "tag:cooking": ("", [1]), "-tag:cooking": ("", [3, 4])}
    catalog.filter("is:done OR is:queued")
    assert (numbers(catalog), catalog.tags) == ([1, 2], ("cooking", "done", "queue"))
    alone = WholeList([done])
    (line,) = empty_rows(alone, 90, KeyHints({"library.filter": "F7"}.__getitem__))
    assert line.text == "The only thread is archived · F7 is:archived shows them"


def test_a_thread_that_was_read_keeps_its_place_until_the_list_is_sorted_or_it_is_saved_again() -> None:
    catalog = WholeList(ENTRIES, at=2)
    read = replace(ENTRIES[1], seen=10, read_at=NOW)
    catalog.take((ENTRIES[0], read, *ENTRIES[2:]))
    catalog.filter("-nowhere")
    assert (numbers(catalog), catalog.here) == ([2, 3, 4, 1], read)
    page = ENTRIES[0].page
    newer = replace(ENTRIES[0], page=replace(page, saves=2 * page.saves), comments=12, new=2)
    catalog.take((newer, read, *ENTRIES[2:]))
    assert numbers(catalog) == [1, 2, 3, 4]
    catalog.sort(Order.UNREAD)
    assert numbers(catalog) == [1, 3, 2, 4]


def test_a_thread_that_a_filter_hides_while_it_is_typed_is_selected_again() -> None:
    catalog = WholeList(ENTRIES, at=1)
    for typed in ("g", "ga", "gardens", ""):
        catalog.filter(typed)
    assert catalog.here == ENTRIES[0]
    catalog.filter("gardens")
    catalog.go_to(2)
    catalog.position.at = 0
    assert catalog.here == ENTRIES[1]


def test_an_article_without_replies_is_unread_until_its_end_was_shown() -> None:
    article = replace(ENTRIES[2], comments=0)
    assert WholeList([article]).with_unread == 1
    assert WholeList([replace(article, read_at=NOW, progress_label="article, 40 %")]).with_unread == 1
    assert WholeList([replace(article, read_at=NOW)]).with_unread == 0


def test_keys_act_on_what_is_marked_or_on_as_many_as_are_counted() -> None:
    catalog = WholeList(ENTRIES)
    assert [one.number for one in catalog.chosen(2)] == [2, 3]
    catalog.marked = {4, 1}
    catalog.filter("bri")
    assert [one.number for one in catalog.chosen(2)] == [1, 4]
    catalog.take(ENTRIES[:2])
    assert catalog.marked == {1}


def test_a_thread_that_is_gone_leaves_the_reader_where_it_was() -> None:
    catalog = WholeList(ENTRIES, at=99)
    assert catalog.position.at == 0
    catalog.take(())
    assert (catalog.here, catalog.chosen(3)) == (None, ())


COUNTS = {"comments": 312, "people": 87, "seen": 294, "starred": 2}
LIMITS = entry(1, "The Limits of Forecasting", site="ann.example", hours=2, **COUNTS)
DIGEST = Summary(("ann",), "2024-05-03T10:00:00", "2024-05-03", "2024-06-09", 11, Exchange("carol", "dmitri", 9))
FULL = replace(LIMITS, summary=DIGEST, quoted=MostQuoted("the base rate was never four per cent", 7))
FULL = replace(FULL, progress_label="#42 dmitri")
CHINESE = entry(2, "漢字かな交じり文" * 9, site="長い" * 20, comments=0)


def shown(one: Entry, width: int, each: int) -> list[str]:
    return [line.text.rstrip() for line in rows(one, width, each, NOW)]


def said(one: Entry, width: int = 44, height: int = 30) -> list[str]:
    return [line.text for line in digest_rows(one, (width, height), NOW)]


def test_a_thread_in_three_lines() -> None:
    assert shown(LIMITS, 70, 3) == [
        "  The Limits of Forecasting                                ann.example",
        "  312 replies · 18 unread · 94 % ▰▰▰▰▰▰▰▰▰▱ · ★ 2 · read 2h ago",
        "",
    ]


def test_a_thread_in_two_lines_and_in_one() -> None:
    assert shown(LIMITS, 50, 2)[1] == "  312 replies · 18 unread · 94 % · ★ 2 · read 2h…"
    assert shown(LIMITS, 34, 1) == ["  The Limits of Foreca…  18 unread"]
    assert shown(entry(1, comments=0, hours=2), 34, 1) == ["  Page 1"]


@pytest.mark.parametrize("width", [34, 60, 100, 150])
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"hours": 2, "comments": 312, "seen": 294}, "18 unread"),
        ({"hours": 2, "comments": 312}, "312 unread"),
        ({"hours": 2, "comments": 12_345, "seen": 3}, "12k unread"),
        ({"hours": 2, "comments": 312, "seen": 312}, "312 read"),
        ({"hours": 2, "comments": 312, "seen": 5, "new": 1_200}, "+1k new"),
        ({"comments": 312}, "312 replies"),
        ({"comments": 1}, "1 reply"),
        ({"comments": 12_345}, "12k replies"),
    ],
)
def test_the_number_of_a_row_names_what_it_counts_in_any_width(facts: dict[str, int], words: str, width: int) -> None:
    assert f" {words} " in f"{shown(entry(1, **facts), width, 1)[0]} "  # type: ignore[arg-type] # they are numbers


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"hours": 2, "seen": 10}, "10 replies · read ▰▰▰▰▰▰▰▰▰▰ · read 2h ago"),
        ({"hours": 2, "seen": 8, "muted_unread": 2}, "10 replies · read ▰▰▰▰▰▰▰▰▰▰ · read 2h ago"),
        ({"hours": 2, "seen": 10, "new": 3}, "10 replies · read ▰▰▰▰▰▰▰▰▰▰ · +3 new · read 2h ago"),
        ({}, "10 replies"),
        ({"comments": 1}, "1 reply"),
        ({"comments": 0, "hours": 2}, "no replies · read 2h ago"),
        ({"hours": 2, "comments": 1000, "seen": 1}, "1,000 replies · 999 unread · 1 % ▰▱▱▱▱▱▱▱▱▱ · read 2h ago"),
        ({"hours": 2, "comments": 1000, "seen": 999}, "1,000 replies · 1 unread · 99 % ▰▰▰▰▰▰▰▰▰▰ · read 2h ago"),
    ],
)
def test_what_is_said_of_a_thread(facts: dict[str, int], words: str) -> None:
    assert shown(entry(1, **facts), 80, 2)[1].split() == words.split()  # type: ignore[arg-type] # they are numbers


@pytest.mark.parametrize("width", [1, 2, 5, 17, 40, 71, 200])
@pytest.mark.parametrize("each", [1, 2, 3])
@pytest.mark.parametrize("one", [FULL, CHINESE, entry(3)], ids=["full", "chinese", "bare"])
def test_no_line_is_wider_than_the_list(one: Entry, width: int, each: int) -> None:
    lines = rows(one, width, each, NOW)
    assert len(lines) == each
    assert all(cell_width(line.text) <= max(width, 9) for line in lines)
    assert all(cell_width(line.text) <= max(width, 2) for line in digest_rows(one, (width, 9), NOW))


def test_all_that_is_known_of_a_thread() -> None:
    assert said(FULL) == [
        "The Limits of Forecasting",
        "ann, 3 May 2024 · ann.example · imported 1",
        "Apr 2024",
        "",
        "312 replies, 87 people, depth 11",
        "3 May to 9 Jun 2024",
        "",
        "longest exchange: carol and dmitri, 9",
        "replies",
        "",
        "most quoted (7\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK})",
        "“the base rate was never four per cent”",
        "",
        "last at #42 dmitri, 2h ago · 18 unread · ★ 2",
    ]


def test_what_is_not_known_is_not_said() -> None:
    assert said(entry(1)) == ["Page 1", "imported 1 Apr 2024", "", "10 replies, 4 people", "", "never opened"]


def test_in_few_lines_the_gaps_give_way_and_then_the_end() -> None:
    assert "" not in said(FULL, height=12)
    assert said(FULL, height=3) == said(FULL)[:3]


def test_a_filter_that_shows_none_says_so() -> None:
    keys = KeyHints({"app.back-out": "F6", "library.search": "F5"}.__getitem__)
    catalog = WholeList([entry(1)])
    catalog.filter("xyz")
    (line,) = empty_rows(catalog, 110, keys)
    assert line.text == 'No title, site or author matches "xyz" · F5 searches full text · F6 shows all'
    for typed, message in (
        ("is:archived", "Nothing is archived"),
        ("is:partial", "No thread has missing comments"),
        ("site:xyz bread", "No matches for site:xyz bread"),
    ):
        catalog.filter(typed)
        assert [line.text for line in empty_rows(catalog, 110, keys)] == [f"{message} · F6 shows all"]


def test_only_what_is_new_since_a_thread_was_read_is_marked() -> None:
    for one, is_marked in ((entry(1), False), (entry(1, hours=2, seen=3), False), (entry(1, hours=2, new=3), True)):
        for each in (1, 2, 3):
            (sign, title, *_) = rows(one, 60, each, NOW)[0].runs
            assert (sign.text, title.role is Role.HEADING) == (("● " if is_marked else "  "), is_marked)


def test_of_a_heading_and_what_is_under_it_not_the_heading_alone() -> None:
    body = (Heading(2, (Span("Under the roof"),)), Paragraph((Span("Words."),)))
    for height in range(1, 30):
        drawn = [line.text for line in digest_rows(LIMITS, (44, height), NOW, body)]
        assert len(drawn) <= height
        assert drawn[-1] != "Under the roof"
        assert not drawn[-1].startswith("most quoted")
