"""Bytes into characters: which charset a page is in, whatever it says itself."""

import codecs
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

WINDOWS_1252 = "windows-1252"
"""What browsers take a page for that says nothing; some bytes that Python's codec refuses are controls in it."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LOOKED_AT = 8192
_LABEL = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_NO_BREAK_SPACE = re.compile(rb"(?<=[\x80-\xff])&nbsp;")
_HIGH_1252 = MappingProxyType(
    {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of a page and the charset that it is in; `declared` is what a transport header says.

    A byte order mark counts most, then a header whose charset fits, then UTF-8 if every byte fits: browsers save
    UTF-8 pages without a label as windows-1252. Only then does the page's own label count.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, errors="replace"), charset
    for charset in filter(None, (_known(declared), "utf-8")):
        text = _strictly(data, charset)
        if text is not None:
            return text, charset
    repaired = _NO_BREAK_SPACE.sub(b"\xa0", data)
    text = _strictly(repaired, "utf-8") if repaired != data else None
    if text is not None:
        return text, "utf-8"
    charset = _known(_own_label(data)) or WINDOWS_1252
    if charset == WINDOWS_1252:
        return data.decode("latin-1").translate(_HIGH_1252), charset
    return data.decode(charset, errors="replace"), charset


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
        "cp949": "euc-kr ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 korean windows-949 cp949 cseuckr",
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
