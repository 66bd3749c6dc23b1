r"""What text may hold before it enters the model, and again before it leaves for a terminal.

A page is hostile: an ESC in a name would be an escape sequence of the terminal, a bidi override would show
words in another order than they are in. Cleaning comes after entities are decoded, since `&#27;` is harmless
only until then. Characters are replaced rather than deleted wherever two neighbours could join into something new.
"""

import re

_BODY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb]")
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e0fff]")
_ONE_LINE = re.compile(r"[\s\u200b\ufeff]+")
_ALMOST_SPACE = re.compile(r"[\t\n\r\f\v\u0085\u2028\u2029]")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    r"""Text that is safe to keep and to show; it may hold `\n` and `\t`.

    Controls become pictures (ESC becomes U+241B), C1 controls, lone surrogates and bidi overrides U+FFFD; tag
    characters outside flag emoji go; line and paragraph separators become newlines. Idempotent.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _BODY.sub(_picture, text)
    text = _OVERRIDES.sub(REPLACEMENT, text)
    return _TAGS.sub(lambda tag: tag[1] or "", text)


def clean_line(text: str) -> str:
    """A name, title or other field: as `clean`, on one line, white space folded, no bidi marks. Idempotent."""
    if not text.isascii():
        text = _ALMOST_SPACE.sub(" ", text)
        text = re.sub(f"[{_BIDI}]", "", text)
    return _ONE_LINE.sub(" ", clean(_ALMOST_SPACE.sub(" ", text))).strip()


def clean_address(address: str) -> str | None:
    """An address that is safe to keep, or None: no controls or spaces inside, and no scheme that runs code."""
    address = address.strip(" \t\n\r\f\v")
    address = re.sub(r"[\t\n\r]", "", address)
    if re.match(r"(?:javascript|vbscript|data)\s*:", address, re.IGNORECASE):
        return None
    cleaned = re.sub(f"[\x00-\x20\x7f-\x9f\ud800-\udfff{_BIDI}\u2028\u2029]", _percent, address)
    return cleaned or None


def _picture(control: re.Match[str]) -> str:
    code = ord(control[0])
    if code < 0x20:  # noqa: PLR2004 - the C0 controls, whose pictures stand in the same order from U+2400
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else REPLACEMENT  # noqa: PLR2004 - DEL


def _percent(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode(errors="replace"))
