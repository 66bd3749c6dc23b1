"""What stands around the names of a column, and what is a part of one."""

import pytest
from bs4 import Tag
from msgspec.structs import replace

from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.names import Column, clean_names
from threadreader.model.thread import Kind

NAMES = ("Ann", "Bob Cole", "Dora", "Emil Fay", "Gus")
ALONE = ("Candice", "Dawn | Kitchen", "Hediz", "12_0_13", "pat@example.org", "Ravi (71)", "By the Sea", "omg -_-")
"""Names that hold what sites put beside names: "dice" is "says" in Spanish, "diz" in Portuguese."""


@pytest.mark.parametrize(
    "around",
    [
        "{} says:",
        "By {}",
        "{} (2,408)",
        "{} said... (12)",
        "{} 1,204",
        "{} | Berlin",
        "u/{}",
        "{} 03.05.2020 // 12:56",
        "#12 {}",
        "12. {}",
        "12 :{}",
        "3\uff1a{}",
    ],
)
def test_what_most_of_a_column_have_is_no_part_of_a_name(around: str) -> None:
    column = Column([around.format(name) for name in NAMES])
    assert [column.names(around.format(name))[0] for name in NAMES] == list(NAMES)


@pytest.mark.parametrize(
    ("language", "days"), [("de", ("Mo", "Di", "Mi", "Do", "Fr")), ("en", ("Monday", "Tuesday", "Friday", "Sunday"))]
)
def test_a_day_of_the_week_before_a_time_is_no_part_of_a_name(language: str, days: tuple[str, ...]) -> None:
    written = [f"{name}, {day} 9. Apr 2020 um 8:3{n}" for n, (name, day) in enumerate(zip(NAMES, days, strict=False))]
    column = Column(written, language)
    assert [column.names(text)[0] for text in written] == list(NAMES[: len(days)])


def test_a_time_beside_the_name_of_a_link_is_no_part_of_it_and_one_in_its_title_is() -> None:
    link = CommentDraft(Tag(name="p"), author="Links of 1 May 2012 | May 5, 2019", when_text="May 5, 2019")
    (ping,) = clean_names(Draft(ArticleDraft(), [replace(link, kind=Kind.PINGBACK)]), "en").comments
    assert ping.author == "Links of 1 May 2012"


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("around", ["{}", "Posted by: {}", "{} schrieb:"])
def test_what_few_of_a_column_have_is_a_part_of_a_name(name: str, around: str) -> None:
    written = [around.format(each) for each in (*NAMES, name)]
    assert Column(written).names(written[-1])[0] == name


@pytest.mark.parametrize("mark", ["(not verified)", "\uff08游客\uff09", "[Guest]", "(не проверено)"])
def test_that_a_name_is_not_verified_is_no_part_of_it(mark: str) -> None:
    assert Column([*NAMES, f"Hal {mark}"]).names(f"Hal {mark}")[0] == "Hal"


def test_a_name_of_figures_behind_the_number_of_a_floor_is_one() -> None:
    names = (*NAMES, "2057")
    written = [f"{floor} 楼 {name}" for floor, name in enumerate(names, 1)]
    column = Column(written)
    assert [column.names(text)[0] for text in written] == list(names)


@pytest.mark.parametrize("number", ["{} 楼", "[{}楼]", "#{}", "{}."])
def test_the_number_of_a_comment_is_no_part_of_a_name(number: str) -> None:
    written = [f"{number.format(count)} {name}" for count, name in enumerate(NAMES, 1)]
    assert [Column(written).names(each)[0] for each in written] == list(NAMES)


def test_the_number_of_a_comment_is_no_part_of_the_name_that_all_have() -> None:
    written = [f"{count}. Nobody" for count in range(1, 6)]
    assert {Column(written).names(each)[0] for each in written} == {"Nobody"}


def test_numbers_that_tell_names_apart_are_parts_of_them() -> None:
    guests = [f"Guest ({number})" for number in range(4)]
    assert [Column(guests).names(guest)[0] for guest in guests] == guests


def test_a_credit_is_no_part_of_a_name_where_most_lines_name_nobody() -> None:
    assert Column(["Submitted by Ann Lee on", "Submitted on"]).names("Submitted by Ann Lee on")[0] == "Ann Lee"
