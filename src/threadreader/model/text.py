"""Sanitizing of text and addresses before they enter the model or a terminal; times as a page gives them.

A page is hostile: an ESC in a name would be an escape sequence of the terminal, a bidi override would show text in
another order. Sanitize after entities are decoded, since `&#27;` is harmless only until then. What could join its
neighbours into something new is replaced, not deleted.
"""

import re
from abc import ABCMeta
from collections.abc import Iterator
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NewType
from urllib.parse import urlsplit

from msgspec import Struct

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

MAX_ADDRESS_CHARS = 2048
"""Terminals and browsers refuse or cut longer addresses."""

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI_MARKS = "\u061c\u200e\u200f"
_BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069\u206a-\u206f"
_MISLEADING = re.compile(f"[{_BIDI_CONTROLS}\ufff9-\ufffb]")
# Flags of regions are a black flag and up to six tag letters, closed by a cancel tag: the one honest use of tags.
# U+E0100 to U+E01EF choose between shapes of a Chinese character and stay.
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    "|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]+"
)
# What `clean` may change: one search of a whole export in place of four.
_MAYBE_UNCLEAN = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI_CONTROLS}\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNSEEN_IN_LINE = re.compile(f"[{_BIDI_MARKS}{_BIDI_CONTROLS}\ufff9-\ufffb\u200b\u2060\ufeff]")
_CHUNK_CHARS = 1 << 20  # of which the words take some 10 MB; hardly any text is longer
_SPACES = re.compile(r"\s+")
_ALMOST_SPACES = re.compile("[\t-\r\u0085\u2028\u2029]+")

_FIRST_WIDE = "\u2e80"
"""The first letter of the blocks of Chinese, Japanese and Korean."""

_BREAKS_IN_CELLS = re.compile("[\t\n]")

_RUNS_CODE = re.compile(r"(?:javascript|vbscript|data|livescript|mocha)\s*:", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ADDRESS_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u0085\u00a0\u2028\u2029\u200b\ufeff"
_BREAKS_IN_ADDRESS = re.compile(r"[\t\n\r]")
_UNSAFE_IN_ADDRESS = re.compile(
    f"[\x00-\x20\x7f-\xa0\ud800-\udfff{_BIDI_MARKS}{_BIDI_CONTROLS}\u2028\u2029\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    r"""Text that is safe to save and to show; it may have `\n` and `\t`.

    Controls become pictures (ESC becomes U+241B); C1 controls, lone surrogates, bidi overrides and isolates, and runs
    of tag characters outside flags become U+FFFD; line and paragraph separators become newlines. Idempotent.
    """
    if text.isprintable() or not _MAYBE_UNCLEAN.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub(_control_picture, text)
    text = _MISLEADING.sub(REPLACEMENT, text)
    return _TAGS.sub(_flag_or_replacement, text)


def clean_cells(text: str) -> str:
    """Text for the cells of a screen: as `clean`, with pictures for line breaks and tabs too. Idempotent."""
    return text if text.isprintable() else _BREAKS_IN_CELLS.sub(_control_picture, clean(text))


def clean_line(text: str) -> str:
    """A name, title or other field: as `clean`, on one line, white space folded, without bidi controls.

    Idempotent.
    """
    if text.isascii() and text.isprintable():
        return fold_space(text)
    text = _UNSEEN_IN_LINE.sub("", _ALMOST_SPACES.sub(" ", text))
    return _SPACES.sub(" ", clean(text)).strip()


def fold_space(text: str) -> str:
    """Text on one line, without white space at its ends, runs of it folded."""
    if len(text) <= _CHUNK_CHARS:
        return " ".join(text.split())
    folded: list[str] = []
    ends_in_space = False
    for chunk in chunks(text):
        line = " ".join(chunk.split())
        if folded and line and (ends_in_space or chunk[0].isspace()):
            folded.append(" ")
        folded += [line] if line else []
        ends_in_space = chunk[-1].isspace() or (ends_in_space and not line)
    return "".join(folded)


def wide_length(text: str) -> int:
    """The characters of a text, those of Chinese, Japanese and Korean twice: each says as much as two others."""
    return len(text) if text.isascii() else len(text) + sum(each >= _FIRST_WIDE for each in text)


def chunks(text: str) -> Iterator[str]:
    """Chunks of a text of bounded length: splitting a huge one at once would take ten times its memory."""
    return (text[start : start + _CHUNK_CHARS] for start in range(0, len(text), _CHUNK_CHARS))


def clean_address(address: str) -> str | None:
    """An address that is safe to save, or None: no controls or spaces inside, no executable scheme, not too long.

    It may be relative; it can be split into its parts. Idempotent.
    """
    address = _BREAKS_IN_ADDRESS.sub("", address.strip(_ADDRESS_EDGES)).strip(_ADDRESS_EDGES)
    if _RUNS_CODE.match(address):
        return None
    if not (address.isascii() and address.isprintable() and " " not in address):
        address = _UNSAFE_IN_ADDRESS.sub(_percent, address)
    return address if 0 < len(address) <= MAX_ADDRESS_CHARS and _has_parts(address) else None


def is_relative(address: str) -> bool:
    """True if an address is relative."""
    return _SCHEME.match(address) is None


def _has_parts(address: str) -> bool:
    if address.isascii() and "[" not in address and "]" not in address:
        return True
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _control_picture(control: re.Match[str]) -> str:
    code = ord(control[0])
    if code < 0x20:  # noqa: PLR2004 - the C0 controls, whose pictures stand in the same order from U+2400
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else REPLACEMENT  # noqa: PLR2004 - DEL


def _flag_or_replacement(tags: re.Match[str]) -> str:
    return tags[1] or REPLACEMENT


def _percent(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode(errors="replace"))


_IRREGULAR = MappingProxyType({"reply": "replies", "person": "people", "entry": "entries", "new entry": "new entries"})


def counted(count: int, noun: str = "reply") -> str:
    """A count with its noun, in the plural unless it is one."""
    return f"{count:,} {noun if count == 1 else _IRREGULAR.get(noun, f'{noun}s')}"


CommentId = NewType("CommentId", str)
"""Id of a comment, unique in a thread and stable: the site's own, else made from author, time and text."""


if TYPE_CHECKING:
    Time = datetime | date
else:
    # One type to msgspec, which tells no union of the two apart: who decodes a time reads it by `parse_iso`.
    Time = ABCMeta("Time", (), {})
    Time.register(date)


class Moment(Struct, frozen=True):
    """A time: its text on the page and its value.

    `at` is aware only where the page gives an offset, naive where it gives wall-clock time, a date where it gives
    only the day, and None where it is not certain ("2 days ago" with no time of saving). Never guessed.
    """

    text: str
    at: Time | None = None

    @property
    def iso(self) -> str | None:
        """The time in ISO 8601, as precise as the page is, without fractions of a second."""
        if isinstance(self.at, datetime):
            return self.at.isoformat(timespec="seconds")
        return self.at.isoformat() if self.at else None

    @property
    def wall_clock(self) -> datetime | None:
        """Wall-clock time, the sort key of the moments of one page."""
        if isinstance(self.at, datetime):
            return self.at.replace(tzinfo=None)
        return datetime(self.at.year, self.at.month, self.at.day) if self.at else None  # noqa: DTZ001 - wall clock


def parse_iso(text: str, iso: str | None) -> Moment:
    """The inverse of `Moment.iso`; ValueError where `iso` is not one."""
    if iso is None:
        return Moment(text)
    return Moment(text, datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso))
