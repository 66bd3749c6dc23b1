"""What stands around the names of a column, and what is a part of one."""

import pytest

from threadreader.importer.names import Column

NAMES = ("Ann", "Bob Cole", "Dora", "Emil Fay", "Gus")
ALONE = ("Candice", "Dawn | Kitchen", "Hediz", "12_0_13", "pat@example.org", "Ravi (71)", "By the Sea", "omg -_-")
"""Names that hold what sites put beside names: "dice" is "says" in Spanish, "diz" in Portuguese."""


@pytest.mark.parametrize(
    "around", ["{} says:", "By {}", "{} (2,408)", "{} 1,204", "{} | Berlin", "u/{}", "{} 03.05.2020 // 12:56"]
)
def test_what_most_of_a_column_have_is_no_part_of_a_name(around: str) -> None:
    column = Column([around.format(name) for name in NAMES])
    assert [column.names(around.format(name))[0] for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("around", ["{}", "Posted by: {}", "{} schrieb:"])
def test_what_few_of_a_column_have_is_a_part_of_a_name(name: str, around: str) -> None:
    written = [around.format(each) for each in (*NAMES, name)]
    assert Column(written).names(written[-1])[0] == name


@pytest.mark.parametrize("mark", ["(not verified)", "\uff08游客\uff09", "[Guest]", "(не проверено)"])
def test_that_a_name_is_not_verified_is_no_part_of_it(mark: str) -> None:
    assert Column([*NAMES, f"Hal {mark}"]).names(f"Hal {mark}")[0] == "Hal"


def test_numbers_that_tell_names_apart_are_parts_of_them() -> None:
    guests = [f"Guest ({number})" for number in range(4)]
    assert [Column(guests).names(guest)[0] for guest in guests] == guests
