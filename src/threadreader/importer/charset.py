"""Bytes into characters: which charset a page is in, whatever it says itself.

Text in UTF-16: told by the mark that it begins with, or by its zeros.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Self

_UTF16_SAMPLE = 2_048
_SHORTEST = 32
"""Characters; no page or text has fewer, and other bytes may well look like it."""

_FEW = 20
"""One in so many characters may have a zero for its other byte, as the space of Chinese text."""

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ZERO_AT = (("utf-16-le", 1), ("utf-16-be", 0))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def utf16_of(data: bytes) -> str | None:
    """The codec for a text in UTF-16, None for any other bytes.

    Markup, as most text, is half of zeros there: one byte of each character of ASCII.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec
    start = data[: min(_UTF16_SAMPLE, len(data) // 2 * 2)]
    for codec, zero_at in _ZERO_AT:
        zeros, others = start[zero_at::2], start[1 - zero_at :: 2]
        if len(zeros) >= _SHORTEST and 2 * zeros.count(0) > len(zeros) and _FEW * others.count(0) <= len(others):
            return None if _CONTROL.search(start.decode(codec, "ignore")) else codec
    return None


WINDOWS_1252 = "windows-1252"
"""What browsers take a page for that says nothing; some bytes that Python's codec refuses are controls in it."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_LOOKED_AT = 8192
_PIECE = 65_536
_LABEL = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_NO_BREAK_SPACE = re.compile(rb"(?<=[\x80-\xff])&nbsp;")
_HIGH_1252 = MappingProxyType(
    {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}
)
_BYTES_1252 = MappingProxyType({ord(character): byte for byte, character in _HIGH_1252.items()})
_HIGH_RUN = re.compile(f"[\u0080-\u00ff{''.join(_HIGH_1252.values())}]+")
_MOJIBAKE = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
"""What the first bytes of a character become where they are taken for windows-1252 and written in UTF-8."""

_RUNS = 3
"""A page with fewer runs of mojibake than this may mean them."""

# What never ends is markup to the end of the page, and so is looked through once.
_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*+>?|&#?\w+;")
_ASCII = bytes(range(0x80))
_GUESSED_FROM = 1_000_000
_ENOUGH_TO_GUESS = 6
"""Bytes above ASCII; of fewer any charset can be made."""

_SURE = 0.5
_WRONG = 20
_WRONG_UTF8 = 2
"""A charset fits where not one in so many bytes above ASCII is wrong; hardly anything else looks like UTF-8."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page in UTF-8, the charset that its bytes were read in, and why in that one."""

    utf8: bytes
    charset: str
    reason: str

    @classmethod
    def of(cls, text: str, charset: str, reason: str) -> Self:
        """That of a text; half characters are none."""
        return cls(text.encode("utf-8", errors="replace"), charset, reason)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """A page as text; `declared` is the charset in a transport header.

    A byte order mark counts most, then a header whose charset fits, then UTF-8 if every byte fits: browsers save
    UTF-8 pages without a label as windows-1252. Only then does the page's own label count, if nearly every byte fits,
    then what the bytes look like.
    """
    certain = _marked(data) or _exactly(data, declared)
    if certain is not None:
        return certain
    label = _known(_own_label(data))
    if label is not None and (text := _mostly(data, label)) is not None:
        return Decoded.of(text, label, "the page says so")
    if (text := _mostly(data, "utf-8")) is not None:
        return Decoded.of(text, "utf-8", "nearly every byte fits")
    guess = _guess(data)
    if guess is not None:
        return guess
    return Decoded.of(_windows_1252(data), WINDOWS_1252, "the page does not say, as browsers take it")


def _marked(data: bytes) -> Decoded | None:
    """The text where the bytes show their charset whatever is said of it."""
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return Decoded.of(data[len(mark) :].decode(charset, errors="replace"), charset, "it begins with its mark")
    wide = utf16_of(data)
    if wide is None:
        return None
    return Decoded.of(data.decode(wide, errors="replace"), wide, "every other byte is zero")


def _exactly(data: bytes, declared: str | None) -> Decoded | None:
    """The text in the header's charset or in UTF-8, where every byte fits."""
    header = _known(declared)
    if header is not None and (text := _strictly(data, header)) is not None:
        return Decoded.of(text, header, "the header in the file says so")
    if _ISO_2022_JP.search(data) and data.isascii() and (text := _strictly(data, "iso2022_jp")) is not None:
        return Decoded.of(text, "iso2022_jp", "it switches between charsets as this one does")
    if _is_utf8(data):
        return _without_mojibake(data) if _MOJIBAKE.search(data) else Decoded(data, "utf-8", "every byte fits")
    repaired = _NO_BREAK_SPACE.sub(b"\xa0", data)
    if repaired == data or not _is_utf8(repaired):
        return None
    return Decoded(repaired, "utf-8", "every byte fits, once a browser's &nbsp; is undone")


def _without_mojibake(data: bytes) -> Decoded:
    """The text, where a saver took it for windows-1252 put right, run by run.

    That is so where most runs of such characters are UTF-8 once written in windows-1252 again, and hardly a page
    that is meant as it stands has one that is.
    """
    text = data.decode()
    runs = _HIGH_RUN.findall(text)
    right = sum(_repaired(run) != run for run in runs)
    if right < _RUNS or 2 * right < len(runs):
        return Decoded(data, "utf-8", "every byte fits")
    put_right = _HIGH_RUN.sub(lambda run: _repaired(run[0]), text)
    return Decoded.of(put_right, "utf-8", f"every byte fits; {right} words were in the wrong charset and are put right")


def _repaired(run: str) -> str:
    try:
        return run.translate(_BYTES_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return run


def _mostly(data: bytes, charset: str) -> str | None:
    """The text where a charset fits, but for a few bytes; None where too many of those above ASCII do not."""
    if charset == WINDOWS_1252:
        return _windows_1252(data)
    text = data.decode(charset, errors="replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    fits = wrong * (_WRONG_UTF8 if charset == "utf-8" else _WRONG) < _above_ascii(data)
    return text if fits or not wrong else None


def _guess(data: bytes) -> Decoded | None:
    """The text in the charset that its bytes look like, None where that is not sure."""
    import cchardet

    words = _MARKUP.sub(b" ", data[:_GUESSED_FROM])
    if _above_ascii(words) < _ENOUGH_TO_GUESS:
        return None
    found = cchardet.detect(words)
    charset = _known(found["encoding"])
    if charset is None or (found["confidence"] or 0) < _SURE:
        return None
    text = _mostly(data, charset)
    return Decoded.of(text, charset, "its bytes look like it") if text is not None else None


def _windows_1252(data: bytes) -> str:
    return data.decode("latin-1").translate(_HIGH_1252)


def _above_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))


def _is_utf8(data: bytes) -> bool:
    """Whether every byte fits; it looks at piece after piece, since the text of a whole page is twice its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return None if charset == WINDOWS_1252 else data.decode(charset)
    except UnicodeDecodeError:
        return None


def _own_label(data: bytes) -> str | None:
    found = _LABEL.search(data, 0, _LOOKED_AT) or _XML_LABEL.search(data, 0, _LOOKED_AT)
    return found[1].decode("ascii", errors="replace") if found else None


def _known(label: str | None) -> str | None:
    """The codec that browsers mean by a label, None for one that they do not know."""
    return _codecs().get(re.sub(r"[\s_:]", "-", label.strip().lower())) if label else None


@cache
def _codecs() -> Mapping[str, str]:
    """The labels of the WHATWG encoding standard that pages use, with underscores and colons as hyphens."""
    rows = {
        WINDOWS_1252: "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii",
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-16 utf-16le utf-16be unicode ucs-2",
        "gb18030": "gb18030 gb2312 gb-2312-80 gbk x-gbk chinese csgb2312 euc-cn cp936",
        "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
        "cp932": "shift-jis shift-jisx0213 sjis x-sjis ms-kanji ms932 windows-31j csshiftjis cp932",
        "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "uhc euc-kr ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 korean windows-949 cp949 cseuckr",
        "koi8_r": "koi8-r koi8 koi cskoi8r",
        "koi8_u": "koi8-u koi8-ru",
        "cp866": "ibm866 cp866 866 dos-866",
        "cp1254": "iso-8859-9 latin5 latin-5 l5 windows-1254 cp1254 x-cp1254",
        "cp874": "windows-874 iso-8859-11 tis-620 dos-874",
        "mac_roman": "macintosh mac x-mac-roman",
        "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "iso8859_2": "iso-8859-2 iso8859-2 latin2 latin-2 l2",
        "iso8859_8": "iso-8859-8 iso-8859-8-i iso-8859-8-e hebrew visual logical",
    }
    labels = {label: codec for codec, names in rows.items() for label in names.split()}
    for number in (3, 4, 5, 6, 7, 10, 13, 14, 15, 16):
        labels[f"iso-8859-{number}"] = labels[f"iso8859-{number}"] = f"iso8859_{number}"
    for number in (1250, 1251, 1253, 1255, 1256, 1257, 1258):
        labels[f"windows-{number}"] = labels[f"cp{number}"] = labels[f"x-cp{number}"] = f"cp{number}"
    return MappingProxyType(labels)
