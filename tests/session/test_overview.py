from msgspec.structs import replace

from threadreader.model.page import BestReply, Entry, Exchange, MostQuoted, Page, PageId, Summary
from threadreader.render.width import cell_width
from threadreader.session.statistics import overview

DATES = Summary(depth=4, first="2023-10-14", last="2023-10-18", exchange=Exchange("ann", "bob", 5))
TALKED = Entry(
    1, Page(PageId("page"), "Page"), 31, summary=DATES, quoted=MostQuoted("It is an agreement.", 3), people=15
)


def test_where_there_are_few_lines_what_fits_on_one_stands_on_it() -> None:
    facts, talk = "15 people · depth 4 · 14 Oct to 18 Oct 2023", "longest exchange: ann and bob, 5 replies"
    quoted = "most quoted (3\u2039): “It is an agreement.”"
    assert overview(TALKED, 100, 3) == (facts, talk, quoted)
    assert overview(TALKED, 100, 2) == (f"{facts} · {talk}", quoted)
    assert overview(TALKED, 60, 2) == (facts, talk)
    assert overview(TALKED, 60, 3) == (facts, talk, quoted)
    assert overview(TALKED, 60, 1) == (facts,)


def test_every_width_is_kept() -> None:
    for width in range(100):
        assert all(cell_width(line) <= width for line in overview(TALKED, width, 3))


def test_of_a_thread_of_which_nothing_is_known_nothing_is_said() -> None:
    assert overview(Entry(1, Page(PageId("page"), "Page"), 0, 0), 60, 3) == ()


def test_one_person_is_no_news() -> None:
    alone = replace(TALKED, people=1)
    assert overview(alone, 60, 1) == ("depth 4 · 14 Oct to 18 Oct 2023",)


def test_long_names_leave_room_for_how_long_it_was() -> None:
    names = Exchange("Bartholomäus von und zu Hohenzollern", "漢字" * 15, 6)
    (said,) = overview(replace(TALKED, people=1, summary=Summary(exchange=names), quoted=None), 90, 3)
    assert said == "longest exchange: Bartholomäus von und zu… and 漢字漢字漢字漢字漢字漢…, 6 replies"


def test_the_reply_with_the_most_votes_is_told_in_place_of_the_most_quoted_passage() -> None:
    best = BestReply("ann", "You cannot parse it so.", 4413)
    told = overview(replace(TALKED, summary=replace(DATES, best=best)), 200, 9)
    assert told[-1] == "best reply by ann (4,413 votes): “You cannot parse it so.”"
    for other in (replace(best, votes=1), None):
        assert overview(replace(TALKED, summary=replace(DATES, best=other)), 200, 9) == overview(TALKED, 200, 9)
