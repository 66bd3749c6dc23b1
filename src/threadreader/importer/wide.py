"""Text in UTF-16: told by the mark that it begins with, or by its zeros."""

import codecs
import re

_LOOKED_AT = 2_048
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
    start = data[: min(_LOOKED_AT, len(data) // 2 * 2)]
    for codec, zero_at in _ZERO_AT:
        zeros, others = start[zero_at::2], start[1 - zero_at :: 2]
        if len(zeros) >= _SHORTEST and 2 * zeros.count(0) > len(zeros) and _FEW * others.count(0) <= len(others):
            return None if _CONTROL.search(start.decode(codec, "ignore")) else codec
    return None
