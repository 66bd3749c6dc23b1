import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.charset import decode


def read(data: bytes, declared: str | None = None) -> tuple[str, str]:
    decoded = decode(data, declared)
    return decoded.utf8.decode(), decoded.charset


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
    assert read(page.encode(codec)) == (page, charset)


def test_labels_are_found_wherever_they_may_be() -> None:
    for head in ("<meta charset=koi8-r>", "<META CHARSET = 'koi8-r'>", "<?xml version='1.0' encoding='koi8-r'?>"):
        assert read((head + "слово").encode("koi8_r")) == (head + "слово", "koi8_r")


def test_the_header_counts_where_it_fits() -> None:
    assert read("日本語".encode("euc_jp"), "EUC-JP") == ("日本語", "euc_jp")
    assert read("日本語".encode(), "us-ascii") == ("日本語", "utf-8")
    assert read("слово".encode("koi8_r"), "utf-8")[1] != "utf-8"


def test_every_byte_of_windows_1252_means_something() -> None:
    text, charset = read(bytes(range(0x80, 0x100)))
    assert charset == "windows-1252"
    assert text[:4] == "\u20ac\x81\u201a\u0192"
    assert text[-1] == "ÿ"


def test_a_browser_that_took_utf8_for_something_else_is_undone() -> None:
    assert read("à la carte".encode().replace(b"\xa0", b"&nbsp;")) == ("à la carte", "utf-8")


def test_one_wrong_byte_does_not_change_the_charset_a_page_names() -> None:
    text, charset = read(b"<meta charset=utf-8>" + "Grüße".encode() + b"\xff")
    assert (text[-6:], charset) == ("Grüße\ufffd", "utf-8")


@given(st.binary(), st.none() | st.sampled_from(("utf-8", "gb2312", "x", "", "utf-7")))
def test_any_bytes_are_text(data: bytes, declared: str | None) -> None:
    text, charset = read(data, declared)
    assert not any("\ud800" <= character <= "\udfff" for character in text)
    assert charset


@pytest.mark.parametrize("label", ["", "utf-8", "no-such-charset"])
@pytest.mark.parametrize(
    ("written", "codec", "charset"),
    [
        ("Это комментарий про то, как печь ржаной хлеб", "koi8_r", "koi8_r"),
        ("Это комментарий про то, как печь ржаной хлеб", "cp1251", "cp1251"),
        ("これはパンについての文章です。とてもおいしい", "cp932", "cp932"),
        (
            "这里的评论很多,他们说这个面包的做法是对的,我也觉得不错。但是有一个问题:你们的时间不够。",
            "gb18030",
            "gb18030",
        ),
        ("빵에 대한 긴 한국어 문장입니다", "cp949", "cp949"),
        ("L'été à la plage, où nous étions très heureux de goûter du pain", "cp1252", "windows-1252"),
        ("Grüße aus Köln, schöne Überraschung für die Mädchen", "cp1252", "windows-1252"),
    ],
)
def test_without_a_label_the_bytes_decide(written: str, codec: str, charset: str, label: str) -> None:
    page = f"<meta charset={label}><title>Bread</title><p class=note>{written}</p>" if label else f"<p>{written}</p>"
    assert read(page.encode(codec)) == (page, charset)


def test_of_few_bytes_no_charset_is_guessed() -> None:
    assert read("na\u00efve caf\u00e9".encode("cp1252")) == ("na\u00efve caf\u00e9", "windows-1252")


def test_a_page_that_a_saver_took_for_windows_1252_is_put_right_run_by_run() -> None:
    meant = "\u201cGr\u00fc\u00dfe\u201d \u2013 na\u00efve \u65e5\u672c"
    spoilt = meant.encode().decode("latin-1").translate({0x9C: 0x153, 0x80: 0x20AC, 0x93: 0x201C, 0x97: 0x2014})
    decoded = decode(f"{spoilt} and \u00a9".encode())
    assert decoded.utf8.decode() == f"{meant} and \u00a9"
    assert "repaired" in decoded.reason


@given(st.characters(min_codepoint=0xA1, exclude_categories=["Cs"]))
def test_any_character_is_put_right(character: str) -> None:
    taken = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in character.encode())
    assert read(f"<p>{taken}a {taken}b {taken}c".encode()) == (f"<p>{character}a {character}b {character}c", "utf-8")


@pytest.mark.parametrize(
    "page",
    ["\u00c3\u00a9 is what \u00e9 becomes, and \u00c3\u00bc is \u00fc, \u00e0 propos", "\u00c3\u00a9 \u00c3\u00bc"],
)
def test_a_page_that_shows_mojibake_keeps_it(page: str) -> None:
    assert read(page.encode()) == (page, "utf-8")


def test_every_reason_is_given() -> None:
    assert decode(b"\xef\xbb\xbfx").reason == "begins with its byte order mark"
    assert decode(b"x", "utf-8").reason == "declared by the header in the file"
    assert decode(b"x").reason == "every byte fits"
    assert decode(b"<meta charset=koi8-r>\xc1").reason == "declared by the page"
    assert decode(b"\xe9").reason == "not declared; browsers use it"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [None, "utf-16", "utf-8"])
def test_utf_16_needs_neither_mark_nor_label(codec: str, declared: str | None) -> None:
    page = "<html><title>日\u3000本</title><p>Grüße\u3000aus\u3000Kōbe. Und so weiter, und so fort."
    assert read(page.encode(codec), declared) == (page, codec)


def test_bytes_with_zeros_are_not_all_utf_16() -> None:
    assert read(b"<p>a\0b\0c</p>")[1] == "utf-8"
    assert read(bytes(range(1, 9)).replace(b"", b"\0"))[1] == "utf-8"


def test_a_charset_of_seven_bits_is_detected_by_how_it_switches() -> None:
    page = "<meta charset=iso-2022-jp><p>日本語"
    assert read(page.encode("iso2022_jp")) == (page, "iso2022_jp")
    assert read(b"<p>\x1b$B is a switch")[1] == "utf-8"
