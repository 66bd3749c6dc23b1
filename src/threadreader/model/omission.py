"""What a quotation says itself that it left out or put in: ellipses, and words or letters in brackets."""

import re

_ELLIPSIS = r"[\[(]\s*(?:\.{2,}|…|snip)\s*[\])]|\.(?:\s?\.)+|…"
_LETTERS = r"(?<!\w)\[([^\W\d_]{1,3})\](?=\w)|(?<=\w)\[([^\W\d_]{1,3})\](?!\w)"
_IN_WORD = re.compile(_LETTERS)

LEFT_OUT = re.compile(_ELLIPSIS, re.IGNORECASE)
"""An ellipsis."""

GAP = re.compile(rf"{_ELLIPSIS}|(?!{_LETTERS})\[[^\]\n]{{1,40}}\]", re.IGNORECASE)
"""An ellipsis, or words in brackets that stand for others or explain."""


def has_ellipsis(text: str) -> bool:
    """Whether a text has an ellipsis."""
    return ("…" in text or ".." in text) and LEFT_OUT.search(text) is not None


def without_letter_brackets(text: str) -> str:
    """The same without the brackets around letters that a writer put for others: "[T]he", "walk[ed]"."""
    return _IN_WORD.sub(r"\1\2", text) if "[" in text else text
