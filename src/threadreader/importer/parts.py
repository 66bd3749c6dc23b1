"""The parts of one comment: which of its tags hold the words, and which say who wrote them and when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import Tag

from threadreader.importer.region import Region, is_blank
from threadreader.importer.selector import Hit, Selectors, attribute

BODY = "body"
LEFT_OUT = "left out"


@dataclass(frozen=True)
class Parts:
    """What selectors found in a region: for each role the places of its tags, the most wanted first.

    The body is the first candidate with words that does not hold everything else too; what a writer put into the body
    can play no other part. What is left out of the body was not put there by its writer.
    """

    region: Region
    hits: dict[str, list[tuple[int, Hit]]]

    @cached_property
    def body(self) -> int | None:
        """The place of the tag that holds the words."""
        others = {place for role in ("author", "when") for place, _ in self.hits.get(role, ())}
        candidates = [place for place, _ in self.hits.get(BODY, ()) if self._is_apart(place, others)]
        full = (place for place in candidates if not is_blank(self.region.tags[place]))
        return next(full, candidates[0] if candidates else None)

    def _is_apart(self, body: int, others: set[int]) -> bool:
        return not others or any(
            body != place and (not self.region.contains(body, place) or self._is_left_out(body, place))
            for place in others
        )

    def place(self, role: str) -> int | None:
        """The place of the tag that plays a role, outside the body; None where none does."""
        hit = self._first(role)
        return None if hit is None else hit[0]

    def tag(self, role: str) -> Tag | None:
        """The tag that plays a role, outside the body."""
        hit = self._first(role)
        return self.region.tags[hit[0]] if hit else None

    def outside_body(self, role: str) -> Iterator[int]:
        """The places of all tags that play a role, outside the body."""
        return (place for place, _ in self._hits(role))

    def value(self, role: str) -> str | None:
        """The words of the tag that plays a role, or its attribute where the selector asks for one."""
        hit = self._first(role)
        if hit is None:
            return None
        tag = self.region.tags[hit[0]]
        wanted = hit[1].attribute
        return attribute(tag, wanted) if wanted else self.region.words(tag) or None

    def values(self, role: str) -> Iterator[tuple[Tag, str | None, str]]:
        """All tags that play a role, the attribute that each selector asks for, and that or the words of the tag."""
        for place, hit in self._hits(role):
            tag = self.region.tags[place]
            value = (attribute(tag, hit.attribute) or "") if hit.attribute else self.region.words(tag)
            yield tag, hit.attribute, value

    def _first(self, role: str) -> tuple[int, Hit] | None:
        return next(self._hits(role), None)

    def _hits(self, role: str) -> Iterator[tuple[int, Hit]]:
        """The places of the tags that play a role: those outside the body, then those left out of it."""
        hits, body = self.hits.get(role, ()), self.body
        if body is None:
            yield from hits
            return
        yield from (hit for hit in hits if not self.region.contains(body, hit[0]))
        yield from (hit for hit in hits if self._is_left_out(body, hit[0]))

    def _is_left_out(self, body: int, place: int) -> bool:
        """Whether a tag is in a part of the body that is not part of its words."""
        contains = self.region.contains
        left = (at for at, _ in self.hits.get(LEFT_OUT, ()) if contains(body, at))
        return any(at == place or contains(at, place) for at in left)


def find_parts(region: Region, selectors: Selectors) -> Parts:
    """Every role that a tag of the region plays."""
    found: defaultdict[str, list[tuple[int, Hit]]] = defaultdict(list)
    for place, tag in enumerate(region.tags):
        for hit in selectors.hits(tag):
            found[hit.role].append((place, hit))
    for hits in found.values():
        hits.sort(key=lambda found_at: (found_at[1].rank, found_at[0]))
    return Parts(region, dict(found))
