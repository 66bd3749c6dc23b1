import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import moments
from threadreader.model.text import MAX_ADDRESS_CHARS, Moment, clean, clean_address, clean_line, fold_space, parse_iso

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]")
_WELSH = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
_hostile = st.text(
    st.sampled_from(
        "a \t\n\r\x0b\x1b\x00\x7f\x85\x9b\xa0\xad\u200b\u200d\u200e\u2028\u202e\u2066\ufeff\ufffa\ud83d\ude00"
    )
    | st.sampled_from("\U0001f3f4\U000e0001\U000e0067\U000e007f\U000e0100<>:/javscript")
    | st.characters(exclude_categories=())
)


@given(_hostile)
def test_cleaning_leaves_nothing_a_terminal_obeys_and_changes_nothing_twice(text: str) -> None:
    cleaned = clean(text)
    assert not _FORBIDDEN.search(cleaned)
    assert clean(cleaned) == cleaned


@given(_hostile)
def test_a_line_has_no_newline_no_space_at_its_ends_and_no_bidi_mark(text: str) -> None:
    line = clean_line(text)
    assert not _FORBIDDEN.search(line)
    assert not re.search("[\n\t\u061c\u200b\u200e\u200f\ufeff]|  ", line)
    assert line == line.strip() == clean_line(line)


@given(st.binary(), st.sampled_from(("utf-8", "utf-16", "cp1252", "gb18030", "shift_jis", "koi8-r", "utf-7")))
def test_bytes_in_any_charset_come_out_clean(data: bytes, charset: str) -> None:
    assert not _FORBIDDEN.search(
        clean(data.decode(charset, errors="surrogateescape" if charset == "utf-8" else "replace"))
    )


@given(_hostile)
def test_an_address_is_harmless_and_stays_as_it_is(text: str) -> None:
    address = clean_address(text)
    if address is not None:
        assert not re.search("[\x00-\x20\x7f-\x9f\u2028\u2029\u202e]", address)
        assert not re.match(r"\s*(?:javascript|vbscript|data)\s*:", address, re.IGNORECASE)
        assert clean_address(address) == address


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("Grüße, 日本 👩‍👩‍👧", "Grüße, 日本 👩‍👩‍👧"),
        ("a\x1b[31mb", "a\u241b[31mb"),
        ("a\x9b31mb\x7f", "a\ufffd31mb\u2421"),
        ("one\r\ntwo\rthree\u2028four\tfive", "one\ntwo\nthree\nfour\tfive"),
        ("gpj\u202eexe", "gpj\ufffdexe"),
        ("hidden\U000e0041\U000e0042words", "hidden\ufffdwords"),
        (f"from {_WELSH}", f"from {_WELSH}"),
        ("\U0001f3f4\U000e0067 open", "\U0001f3f4\ufffd open"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("\ud83d", "\ufffd"),
        ("soft\u00adhyphen and\u00a0space", "soft\u00adhyphen and\u00a0space"),
    ],
)
def test_body_text(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ann \n Bell\u00a0", "Ann Bell"),
        ("\u202egpj.exe", "gpj.exe"),
        ("Ann\u200e\u200b", "Ann"),
        ("a\x1b]0;title\x07b", "a\u241b]0;title\u2407b"),
        ("one\x0b\x0ctwo\u2029three\u0085four", "one two three four"),
        (" \t\u200b\ufeff ", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert clean_line(text) == line


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" https://example.org/a b \n", "https://example.org/a%20b"),
        ("https://exa\nmple.org/", "https://example.org/"),
        ("../up#here", "../up#here"),
        ("https://example.org/\x1b]52;c;aGk=\x07#", "https://example.org/%1B]52;c;aGk=%07#"),
        ("https://example.org/über", "https://example.org/über"),
        ("https://example.org/\u202egpj", "https://example.org/%E2%80%AEgpj"),
        ("https://example.org/?a[]=1", "https://example.org/?a[]=1"),
        ("https://[broken/", None),
        ("//exa\u2100mple.org/", None),
        ("javascript:alert(1)", None),
        ("\x01java\tscript\n:alert(1)", None),
        ("\u00a0JavaScript :x", None),
        ("vbscript:x", None),
        ("data:text/html,<b>", None),
        ("", None),
        ("\x00 ", None),
        ("https://example.org/" + "a" * MAX_ADDRESS_CHARS, None),
    ],
)
def test_addresses(written: str, address: str | None) -> None:
    assert clean_address(written) == address


@given(st.text("a \t\n\u00a0\u2003b", max_size=60), st.integers(1, 9))
def test_space_is_folded_alike_in_pieces(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("threadreader.model.text._CHUNK_CHARS", size)
        assert fold_space(text) == " ".join(text.split())


@given(moments)
def test_a_moment_is_read_back_as_it_was_written(moment: Moment) -> None:
    assert parse_iso(moment.text, moment.iso) == moment


@pytest.mark.parametrize(
    ("at", "iso"),
    [
        (datetime(2012, 3, 1, 15, 42), "2012-03-01T15:42:00"),  # noqa: DTZ001 - wall clock
        (datetime(2012, 3, 1, 15, 42, 7, 999999, tzinfo=UTC), "2012-03-01T15:42:07+00:00"),
        (datetime(2012, 3, 1, 15, 42, tzinfo=timezone(timedelta(hours=-8))), "2012-03-01T15:42:00-08:00"),
        (date(2012, 3, 1), "2012-03-01"),
        (None, None),
    ],
)
def test_iso_is_as_precise_as_the_page(at: datetime | date | None, iso: str | None) -> None:
    assert Moment("then", at).iso == iso


def test_moments_of_one_page_are_ordered_by_the_clock_on_the_wall() -> None:
    eastern = datetime(2012, 3, 1, 15, 42, tzinfo=timezone(timedelta(hours=-5)))
    assert Moment("a", eastern).wall_clock == datetime(2012, 3, 1, 15, 42)  # noqa: DTZ001 - wall clock
    assert Moment("b", date(2012, 3, 1)).wall_clock == datetime(2012, 3, 1)  # noqa: DTZ001 - wall clock
    assert Moment("long ago").wall_clock is None


def test_a_date_is_not_read_from_nonsense() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        parse_iso("then", "yesterday")
