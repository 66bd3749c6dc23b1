"""Names and times in running text."""

from threadreader.importer.cleanup import Byline, Parted, part_bylines, time_words


def test_what_a_linked_name_shows_holds_for_names_without_a_link() -> None:
    lines = [
        Byline("Comment by Ann \u2014 March 1, 2012 @ 3:42 pm", "Ann"),
        Byline("Comment by T. - of the mill \u2014 March 2, 2012 @ 9:01 am"),
    ]
    assert [parted.name for parted in part_bylines(lines)] == ["Ann", "T. - of the mill"]
    assert [time_words(parted.rest) for parted in part_bylines(lines)] == [
        "March 1, 2012 @ 3:42 pm",
        "March 2, 2012 @ 9:01 am",
    ]


def test_lines_of_several_kinds_have_leads_of_their_own() -> None:
    lines = [
        Byline("Comment by Ann \u2014 May 1", "Ann"),
        Byline("Pingback by The Log \u2014 May 2", "The Log"),
        Byline("Pingback by Other \u2014 May 3"),
    ]
    assert [(parted.lead, parted.name) for parted in part_bylines(lines)] == [
        ("Comment by", "Ann"),
        ("Pingback by", "The Log"),
        ("Pingback by", "Other"),
    ]


def test_without_any_link_the_words_that_all_lines_begin_with_are_the_theme_s() -> None:
    lines = [Byline("Kommentar von Ann \u2014 1. Mai"), Byline("Kommentar von Anna Lee \u2014 2. Mai")]
    assert [parted.name for parted in part_bylines(lines)] == ["Ann", "Anna Lee"]


def test_one_line_alone_is_parted_at_a_mark() -> None:
    assert part_bylines([Byline("Ann | May 1")]) == [Parted("", "Ann", "| May 1")]
    assert part_bylines([Byline("Ann")]) == [Parted("", "Ann", "")]


def test_words_between_name_and_time_do_not_hide_the_time() -> None:
    (parted,) = part_bylines([Byline("By The Log on May 5, 2019", "The Log")])
    assert (parted.lead, parted.name, parted.rest) == ("By", "The Log", "on May 5, 2019")
