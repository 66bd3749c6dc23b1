"""Charset detection and decoding of pages.

By the rules of the WHATWG encoding standard and beyond them, since saved pages are often labelled wrong: a byte order
mark, UTF-16 by its NUL bytes, strict UTF-8, mojibake repair, the page's label, and at last a statistical guess.
"""

import codecs
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Self

from msgspec import Struct

from threadreader.lexicon import compile_lazily

_UTF16_SAMPLE = 2_048  # bytes; a page begins with ASCII, of which every second byte is zero in UTF-16
# Shorter texts do not occur, and other bytes may well look like one.
_MIN_UTF16_CHARS = 32

# One in so many characters may have a NUL for its other byte, as the space of Chinese text.
_MIN_CHARS_PER_ZERO = 20

_UTF16_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ZERO_OFFSETS = (("utf-16-le", 1), ("utf-16-be", 0))
_CONTROL = compile_lazily("[\x00-\x08\x0e-\x1f\x7f]")


def detect_utf16(data: bytes) -> str | None:
    """Codec of a text in UTF-16, by BOM or by NUL bytes; None for any other bytes.

    Markup, as most text, is half NULs there: one byte of each ASCII character.
    """
    for bom, codec in _UTF16_BOMS:
        if data.startswith(bom):
            return codec
    start = data[: min(_UTF16_SAMPLE, len(data) // 2 * 2)]
    for codec, zero_at in _ZERO_OFFSETS:
        zeros, others = start[zero_at::2], start[1 - zero_at :: 2]
        if (
            len(zeros) >= _MIN_UTF16_CHARS
            and 2 * zeros.count(0) > len(zeros)
            and _MIN_CHARS_PER_ZERO * others.count(0) <= len(others)
        ):
            return None if _CONTROL.search(start.decode(codec, "ignore")) else codec
    return None


# Browsers' default without a label; some bytes that Python's codec refuses are controls in it.
WINDOWS_1252 = "windows-1252"

_BOMS = ((codecs.BOM_UTF8, "utf-8"), *_UTF16_BOMS)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
# HTML asks for a label in the first 1,024; saved pages have it up to 4,700 in, three of 430 far behind
_LABEL_BYTES = 8192
_CHUNK_BYTES = 65_536  # decoded at once, so that a page's text is not held beside its bytes
_LABEL = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_NO_BREAK_SPACE = re.compile(rb"(?<=[\x80-\xff])&nbsp;")
_C1_1252 = MappingProxyType(
    {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}
)
_C1_BYTES_1252 = MappingProxyType({ord(character): byte for byte, character in _C1_1252.items()})
_LATIN_RUN = compile_lazily(f"[\u0080-\u00ff{''.join(_C1_1252.values())}]+")
# First bytes of a UTF-8 sequence decoded as windows-1252 and encoded in UTF-8 again.
_MOJIBAKE = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")

# A page with fewer runs of mojibake may mean them.
_MIN_REPAIRED_RUNS = 3

# What is never closed is markup to the end of the page, so that it is scanned once.
_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*+>?|&#?\w+;")
_ASCII = bytes(range(0x80))
_GUESS_BYTES = 1_000_000  # bounds the time for huge pages; most pages are smaller
# Bytes above ASCII; fewer fit any charset.
_MIN_GUESS_BYTES = 6

_MIN_CONFIDENCE = 0.5  # with 0.75 a short Korean text of the tests has no charset
_MIN_BYTES_PER_ERROR = 20  # a stray byte or two refutes no label; in a wrong charset far more are wrong
# A charset fits where fewer than one in so many bytes above ASCII is wrong; hardly anything else looks like UTF-8.
_MIN_BYTES_PER_ERROR_UTF8 = 2


class Decoded(Struct, frozen=True):
    """A page re-encoded in UTF-8, the charset that its bytes were in, and why that one."""

    utf8: bytes
    charset: str
    reason: str

    @classmethod
    def of(cls, text: str, charset: str, reason: str) -> Self:
        """From a text; lone surrogates are replaced."""
        return cls(text.encode("utf-8", errors="replace"), charset, reason)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a page; `declared` is the charset in a transport header.

    A byte order mark counts most, then a header whose charset fits, then UTF-8 if every byte fits: browsers save UTF-8
    pages without a label as windows-1252. Only then does the page's own label count, if nearly every byte fits, then
    what the bytes look like.
    """
    certain = _decode_evident(data) or _decode_exactly(data, declared)
    if certain is not None:
        return certain
    label = _find_codec(_find_label(data))
    if label is not None and (text := _decode_mostly(data, label)) is not None:
        return Decoded.of(text, label, "declared by the page")
    if (text := _decode_mostly(data, "utf-8")) is not None:
        return Decoded.of(text, "utf-8", "nearly every byte fits")
    guess = _guess(data)
    if guess is not None:
        return guess
    return Decoded.of(_windows_1252(data), WINDOWS_1252, "not declared; browsers use it")


def _decode_evident(data: bytes) -> Decoded | None:
    """Decode by a BOM, or as UTF-16 without one."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return Decoded.of(
                data[len(bom) :].decode(charset, errors="replace"), charset, "begins with its byte order mark"
            )
    utf16 = detect_utf16(data)
    if utf16 is None:
        return None
    return Decoded.of(data.decode(utf16, errors="replace"), utf16, "every other byte is zero")


def _decode_exactly(data: bytes, declared: str | None) -> Decoded | None:
    """Decode in the header's charset or in UTF-8, where every byte fits."""
    header = _find_codec(declared)
    if header is not None and (text := _decode_strictly(data, header)) is not None:
        return Decoded.of(text, header, "declared by the header in the file")
    if _ISO_2022_JP.search(data) and data.isascii() and (text := _decode_strictly(data, "iso2022_jp")) is not None:
        return Decoded.of(text, "iso2022_jp", "switches between charsets as this one does")
    if _is_utf8(data):
        return _repair_mojibake(data) if _MOJIBAKE.search(data) else Decoded(data, "utf-8", "every byte fits")
    repaired = _NO_BREAK_SPACE.sub(b"\xa0", data)
    if repaired == data or not _is_utf8(repaired):
        return None
    return Decoded(repaired, "utf-8", "every byte fits, once a browser's &nbsp; is undone")


def _repair_mojibake(data: bytes) -> Decoded:
    """Decode UTF-8, repairing run by run what a saver took for windows-1252.

    That applies where most runs of such characters are UTF-8 once encoded in windows-1252 again; a correct page hardly
    has one such run.
    """
    text = data.decode()
    runs = _LATIN_RUN.findall(text)
    repaired = sum(_repair_run(run) != run for run in runs)
    if repaired < _MIN_REPAIRED_RUNS or 2 * repaired < len(runs):
        return Decoded(data, "utf-8", "every byte fits")
    repaired_text = _LATIN_RUN.sub(lambda run: _repair_run(run[0]), text)
    return Decoded.of(repaired_text, "utf-8", f"every byte fits; {repaired} words in the wrong charset were repaired")


def _repair_run(run: str) -> str:
    try:
        return run.translate(_C1_BYTES_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return run


def _decode_mostly(data: bytes, charset: str) -> str | None:
    """Decode in a charset that fits but for a few bytes; None where too many of those above ASCII do not."""
    if charset == WINDOWS_1252:
        return _windows_1252(data)
    text = data.decode(charset, errors="replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    fits = wrong * (_MIN_BYTES_PER_ERROR_UTF8 if charset == "utf-8" else _MIN_BYTES_PER_ERROR) < _count_non_ascii(data)
    return text if fits or not wrong else None


def _guess(data: bytes) -> Decoded | None:
    """Decode in the charset that statistics suggest, None where that is not certain."""
    import cchardet

    text_bytes = _MARKUP.sub(b" ", data[:_GUESS_BYTES])
    if _count_non_ascii(text_bytes) < _MIN_GUESS_BYTES:
        return None
    detected = cchardet.detect(text_bytes)
    charset = _find_codec(detected["encoding"])
    if charset is None or (detected["confidence"] or 0) < _MIN_CONFIDENCE:
        return None
    text = _decode_mostly(data, charset)
    return Decoded.of(text, charset, "its bytes look like it") if text is not None else None


def _windows_1252(data: bytes) -> str:
    return data.decode("latin-1").translate(_C1_1252)


def _count_non_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))


def _is_utf8(data: bytes) -> bool:
    """True if every byte fits; decoded in chunks, since the text of a whole page takes twice its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            decoder.decode(data[start : start + _CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode_strictly(data: bytes, charset: str) -> str | None:
    try:
        return None if charset == WINDOWS_1252 else data.decode(charset)
    except UnicodeDecodeError:
        return None


def _find_label(data: bytes) -> str | None:
    match = _LABEL.search(data, 0, _LABEL_BYTES) or _XML_LABEL.search(data, 0, _LABEL_BYTES)
    return match[1].decode("ascii", errors="replace") if match else None


def _find_codec(label: str | None) -> str | None:
    """Codec that browsers mean by a label, None for an unknown one."""
    return _codecs().get(re.sub(r"[\s_:]", "-", label.strip().lower())) if label else None


@cache
def _codecs() -> Mapping[str, str]:
    """Labels of the WHATWG encoding standard that pages use, with underscores and colons as hyphens."""
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
