"""The page in a file, whatever kind of file it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Container:
    """A page taken out of its file.

    `charset` is what a transport header in the container says, `saved_at` and `url` what the container states;
    `parts` are the other resources it holds, by address.
    """

    kind: str
    html: bytes
    charset: str | None = None
    url: str | None = None
    saved_at: datetime | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
