"""Names of writers in lines that have more than those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.article import is_led, looks_like_names, names_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ida Ferrier", ["Ida Ferrier"]),
        ("BY IDA FERRIER", ["IDA FERRIER"]),
        ("by Ida Ferrier, Senior Editor", ["Ida Ferrier"]),
        ("Ida Ferrier and Bo Lind", ["Ida Ferrier", "Bo Lind"]),
        ("Ida Ferrier, Bo Lind, and Cy Dee", ["Ida Ferrier", "Bo Lind", "Cy Dee"]),
        ("Ferrier, Ida", ["Ferrier, Ida"]),
        ("Tom & Jerry", ["Tom & Jerry"]),
        ("Ida Ferrier (@ida)", ["Ida Ferrier"]),
        ("Ida Ferrier | The Mill", ["Ida Ferrier"]),
        ("Von Ute F\u00e4hrmann", ["Ute F\u00e4hrmann"]),
        ("von Trapp", ["von Trapp"]),
        ("De Vries", ["De Vries"]),
        ("\u00c9crit par Luc Passeur", ["Luc Passeur"]),
        ("di Ida Barcaiola", ["Ida Barcaiola"]),
        ("Autor: Ola Promowa", ["Ola Promowa"]),
        (
            "\u0410\u0432\u0442\u043e\u0440: \u0418\u0432\u0430\u043d \u041b\u043e\u0434\u043a\u0438\u043d",
            ["\u0418\u0432\u0430\u043d \u041b\u043e\u0434\u043a\u0438\u043d"],
        ),
        ("\u6587\uff0f\u738b\u5c0f\u660e", ["\u738b\u5c0f\u660e"]),
        ("\u6587\u5929\u7965", ["\u6587\u5929\u7965"]),
        ("記者王小明\uff0f台北報導", ["王小明"]),
        ("김철수 기자", ["김철수"]),
        ("", []),
    ],
)
def test_the_names_in_a_line(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize("line", ["By Ida", "Posted by Ida", "Author: Ida", "作者\uff1a王小明"])
def test_what_leads_to_a_name(line: str) -> None:
    assert is_led(line)
    assert looks_like_names(names_in(line))


@pytest.mark.parametrize("line", ["Bytes and bits", "Ida", "The author of this", "De Vries"])
def test_what_leads_to_none(line: str) -> None:
    assert not is_led(line)


@pytest.mark.parametrize("line", ["the team of the mill", "Read 12 times", "In which the bridge is closed.", ""])
def test_what_is_not_written_like_names(line: str) -> None:
    assert not looks_like_names(names_in(line))


@given(st.text())
def test_any_line_has_names_or_none(line: str) -> None:
    assert all(names_in(line))
