import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.charset import decode


@pytest.mark.parametrize(
    ("written", "codec", "label", "charset"),
    [
        ("Grüße, 日本", "utf-8", "utf-8", "utf-8"),
        ("Grüße, 日本", "utf-8", "iso-8859-1", "utf-8"),
        ("Grüße, 日本", "utf-8", "", "utf-8"),
        ("Grüße, 日本", "utf-8-sig", "shift_jis", "utf-8"),
        ("Grüße, 日本", "utf-16", "utf-8", "utf-16-le"),
        ("Grüße \u2013 \u201cso\u201d", "cp1252", "ISO-8859-1", "windows-1252"),
        ("Grüße", "cp1252", "", "windows-1252"),
        ("Grüße", "cp1252", "no-such-charset", "windows-1252"),
        ("Grüße", "cp1252", "rot13", "windows-1252"),
        ("Привет, это комментарий", "koi8_r", "KOI8-R", "koi8_r"),
        ("Привет, это комментарий", "cp1251", "windows-1251", "cp1251"),
        ("简体中文 欧元€", "gb18030", "gb2312", "gb18030"),
        ("繁體中文", "big5", "Big5", "big5hkscs"),
        ("日本語①", "cp932", "Shift_JIS", "cp932"),
        ("日本語", "euc_jp", "x-euc-jp", "euc_jp"),
        ("한국어 똠방각하", "cp949", "euc-kr", "cp949"),
        ("Zażółć gęślą jaźń", "iso8859_2", "iso-8859-2", "iso8859_2"),
        ("Beyoğlu, Şişli", "cp1254", "iso-8859-9", "cp1254"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(written: str, codec: str, label: str, charset: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{written}'
    text, found = decode(page.encode(codec))
    assert (text, found) == (page, charset)


def test_labels_stand_in_several_places() -> None:
    for head in ("<meta charset=koi8-r>", "<META CHARSET = 'koi8-r'>", "<?xml version='1.0' encoding='koi8-r'?>"):
        assert decode((head + "слово").encode("koi8_r")) == (head + "слово", "koi8_r")


def test_the_header_counts_where_it_fits() -> None:
    assert decode("日本語".encode("euc_jp"), "EUC-JP") == ("日本語", "euc_jp")
    assert decode("日本語".encode(), "us-ascii") == ("日本語", "utf-8")
    assert decode("слово".encode("koi8_r"), "utf-8")[1] == "windows-1252"


def test_every_byte_of_windows_1252_means_something() -> None:
    text, charset = decode(bytes(range(0x80, 0x100)))
    assert charset == "windows-1252"
    assert text[:4] == "\u20ac\x81\u201a\u0192"
    assert text[-1] == "ÿ"


def test_a_browser_that_took_utf8_for_something_else_is_undone() -> None:
    assert decode("à la carte".encode().replace(b"\xa0", b"&nbsp;")) == ("à la carte", "utf-8")


def test_one_wrong_byte_does_not_change_the_charset_a_page_names() -> None:
    text, charset = decode(b"<meta charset=utf-8>" + "Grüße".encode() + b"\xff")
    assert (text[-6:], charset) == ("Grüße\ufffd", "utf-8")


@given(st.binary(), st.none() | st.sampled_from(("utf-8", "gb2312", "x", "", "utf-7")))
def test_any_bytes_are_text(data: bytes, declared: str | None) -> None:
    text, charset = decode(data, declared)
    assert not any("\ud800" <= character <= "\udfff" for character in text)
    assert charset
