"""Frames and the like that have no end: in HTML all that follows would be the text of them."""

import re

_CLOSED_AT_ONCE = re.compile(
    rb"""(<(iframe|noframes|textarea|title|style)(?=[\s/])(?:[^<>"']|"[^"<>]*"|'[^'<>]*'){0,2000})/>""", re.IGNORECASE
)
_LEFT_OPEN = re.compile(
    rb"(<noscript\b[^<>]{0,200}+>[^<]{0,200}+<iframe\b[^<>]{0,2000}+>(?:(?!</iframe)[^<]{0,200}+)?)(?=</noscript)",
    re.IGNORECASE,
)


def with_end_tags(html: bytes) -> bytes:
    """The same page with an end for each tag that is closed at once and takes everything up to its end as text.

    So does XHTML close tags. A frame for browsers without scripts may be left open, since those with scripts, which
    take all in `<noscript>` as text, do not mind it.
    """
    html = _CLOSED_AT_ONCE.sub(rb"\1></\2>", html)
    return _LEFT_OPEN.sub(rb"\1</iframe>", html) if b"noscript" in html or b"NOSCRIPT" in html else html
