"""What stands around the names of a column, and what is a part of one."""

import pytest
from bs4 import Tag

from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.names import Column, clean_names

NAMES = ("Ann", "Bob Cole", "Dora", "Emil Fay", "Gus")
ALONE = ("Candice", "Dawn | Kitchen", "Hediz", "12_0_13", "pat@example.org", "Ravi (71)", "By the Sea", "omg -_-")
"""Names that hold what sites put beside names: "dice" is "says" in Spanish, "diz" in Portuguese."""


@pytest.mark.parametrize(
    "around",
    [
        "{} says:",
        "By {}",
        "{} (2,408)",
        "{} 1,204",
        "{} | Berlin",
        "u/{}",
        "{} 03.05.2020 // 12:56",
        "#12 {}",
        "12. {}",
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


def drafts(*names: str) -> Draft:
    """Comments of some writers."""
    return Draft(ArticleDraft(), [CommentDraft(Tag(name="p"), author=name) for name in names])


def test_words_that_all_names_of_an_adapter_end_with_are_the_site_s() -> None:
    written = clean_names(drafts(*(f"{name} of the parish" for name in NAMES)), "en")
    assert [each.author for each in written.comments] == list(NAMES)


def test_guests_are_told_by_their_numbers() -> None:
    guests = [f"Guest {number}" for number in range(4)]
    assert [each.author for each in clean_names(drafts(*guests), "en").comments] == guests


def test_who_writes_most_is_not_what_all_names_have() -> None:
    names = ["Weir Blog"] * 8 + ["Ann Blog", "Bob", "Dora"]
    assert [each.author for each in clean_names(drafts(*names), "en").comments] == names


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("around", ["{}", "Posted by: {}", "{} schrieb:"])
def test_what_few_of_a_column_have_is_a_part_of_a_name(name: str, around: str) -> None:
    written = [around.format(each) for each in (*NAMES, name)]
    assert Column(written).names(written[-1])[0] == name


@pytest.mark.parametrize("mark", ["(not verified)", "\uff08游客\uff09", "[Guest]", "(не проверено)"])
def test_that_a_name_is_not_verified_is_no_part_of_it(mark: str) -> None:
    assert Column([*NAMES, f"Hal {mark}"]).names(f"Hal {mark}")[0] == "Hal"


@pytest.mark.parametrize("number", ["{} 楼", "[{}楼]", "#{}", "{}."])
def test_the_number_of_a_comment_is_no_part_of_a_name(number: str) -> None:
    written = [f"{number.format(count)} {name}" for count, name in enumerate(NAMES, 1)]
    assert [Column(written).names(each)[0] for each in written] == list(NAMES)


def test_numbers_that_tell_names_apart_are_parts_of_them() -> None:
    guests = [f"Guest ({number})" for number in range(4)]
    assert [Column(guests).names(guest)[0] for guest in guests] == guests
