"""Where a reader is in a thread, to be come back to, and what lies over the thread for a while."""

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadreader.model.quote import Anchor
from threadreader.session.outline import Outline
from threadreader.session.reply_view import Standing
from threadreader.session.search import Beyond, Match, Search
from threadreader.session.viewport import Spot

if TYPE_CHECKING:
    from threadreader.session.listed import Listed, Position


class Pane(enum.StrEnum):
    """The two halves of a thread."""

    ARTICLE = "article"
    REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: the pane, and what stands where in both."""

    pane: Pane
    replies: Standing
    article: Spot
    outline: Outline
    together: bool | None = None
    for_jump: bool = False


@dataclass(frozen=True, slots=True)
class Light:
    """Both ends of the last jump along a quotation."""

    passage: Anchor
    quotation: Anchor


@dataclass(slots=True)
class Listing:
    """A list that lies over the thread: its rows, which of them the reader is at, and where the reader came from."""

    items: "Listed"
    origin: Place
    position: "Position"


@dataclass(slots=True)
class Finding:
    """A search that is on: its matches, the one that the reader is at, and where the reader came from.

    While its words are typed it can be given up. `beyond` is there where it is one of the whole library.
    """

    search: Search
    at: Match
    origin: Place
    typing: bool = True
    beyond: Beyond | None = None
