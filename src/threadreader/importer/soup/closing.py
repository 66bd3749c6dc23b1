"""Pages written as XML, where `<iframe/>` is a whole tag; in HTML all that follows would be the text of it."""

import re

_CLOSED_AT_ONCE = re.compile(
    rb"""(<(iframe|noframes|textarea|title|style)(?=[\s/])(?:[^<>"']|"[^"<>]*"|'[^'<>]*'){0,2000})/>""", re.IGNORECASE
)


def with_end_tags(html: bytes) -> bytes:
    """The same page with an end for each tag that is closed at once and takes everything up to its end as text."""
    return _CLOSED_AT_ONCE.sub(rb"\1></\2>", html)
