"""Lines that say in running text who wrote a comment and when: "Comment by Ann - March 1, 2012 @ 3:42 pm".

The words around the name are the theme's, in any language, and the same all over the page: where a name is a link
they show themselves, and what they are there they are everywhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_LEADING = re.compile(r"^[^\w\"'\u201c(]+")
_JOINTS = ("\u2014", "\u2013", "|", "\u00b7", "-", "@")


@dataclass(frozen=True, slots=True)
class Byline:
    """A whole line, and the name in it where the page marks it."""

    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """What a byline says: the words before the name, the name, and the words after it, where the time is."""

    lead: str
    name: str
    rest: str


def part_bylines(lines: Sequence[Byline]) -> list[Parted]:
    """Each line taken apart, by what the lines with a marked name have in common."""
    shown = [_part_at(line.text, line.name) for line in lines if line.name]
    leads = sorted({parted.lead for parted in shown}, key=len, reverse=True) or [_common_lead(lines)]
    joints = tuple({_joint(parted.rest) for parted in shown if _joint(parted.rest)} or _common_word(shown)) or _JOINTS
    return [_part_at(line.text, line.name) if line.name else _part(line.text, leads, joints) for line in lines]


def _part_at(text: str, name: str) -> Parted:
    lead, _, rest = text.partition(name)
    return Parted(lead.strip(), name, _LEADING.sub("", rest.strip()) if not _joint(rest) else rest.strip())


def _part(text: str, leads: Sequence[str], joints: Sequence[str]) -> Parted:
    lead = next((lead for lead in leads if lead and text.startswith(lead + " ")), "")
    after = text[len(lead) :].strip()
    places = [place for joint in joints if (place := after.find(f" {joint} ")) > 0]
    end = min(places, default=len(after))
    return Parted(lead, after[:end].strip(), after[end:].strip())


def _common_word(shown: Sequence[Parted]) -> set[str]:
    """The word that follows the name in all of several lines, like "on"."""
    words = {parted.rest.split(maxsplit=1)[0] for parted in shown if parted.rest}
    return words if len(words) == 1 and len(shown) > 1 and not any(map(str.isdigit, "".join(words))) else set()


def _common_lead(lines: Sequence[Byline]) -> str:
    """The whole words that all of several different lines begin with."""
    texts = {line.text for line in lines}
    if len(texts) < 2:  # noqa: PLR2004 - of one line nothing is common
        return ""
    columns = zip(*(text.split() for text in texts), strict=False)
    return " ".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _joint(rest: str) -> str:
    """What stands between name and time: the first word of the rest where it is a mark."""
    first = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return "" if any(map(str.isalnum, first)) else first


def time_words(rest: str) -> str:
    """The words of the time, without the mark before them."""
    return _LEADING.sub("", rest).strip()
