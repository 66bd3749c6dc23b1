"""Which page of a thread of several a document is: by its address, and by its links to the others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.article.opening import NUMBER_IN_TITLE
from threadreader.importer.document import Document
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import listing_of
from threadreader.importer.html.urls import Turn, absolute, turn_of
from threadreader.model.page import PAGE_WORDS, Paging

_LABEL = re.compile(r"\W*(?:current\s+)?(?:page\s+)?(\d{1,6})\W*", re.IGNORECASE)
_OF = re.compile(rf"(?<!\w)(?:{PAGE_WORDS})\s*(\d{{1,6}})\s*(?:\w{{1,4}}|/)\s*(\d{{1,6}})(?!\d)", re.IGNORECASE)
_BACK = re.compile(
    r"(?<![a-z])(?:prev|older|earlier|ält|vorig|vorher|zurück|précéd|anterior)|[\u00ab\u2039\u2190]",
    re.IGNORECASE,
)
_ON = re.compile(
    r"(?<![a-z])(?:next|newer|newest|later|neuer|nächst|weiter|suivant|siguiente)(?![a-z])|[\u00bb\u203a\u2192]|^more$",
    re.IGNORECASE,
)
_CURRENT = re.compile(r"(?<![a-z])(?:active|current|currentpage|selected)(?![a-z])", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_LINKS = frozenset(("a", "link"))
_TO_ANSWER = "replytocom="
_POST = re.compile(r"[?&;]p=(\d{1,7})(?!\d)")
_NAMES = ("id", "name")
_NAMED_POST = re.compile(r"(?:^|(?:^|[-_])(?:post[a-z_]*|pid|p|msg)[-_]?)(\d{1,7})$")
_OTHERWISE = frozenset(("lang", "tab", "sort", "order", "orderby", "pp", "limit", "f"))
"""Names in a query that a link to a page may have and the page's own address may not."""
_LARGEST = 100_000
"""No thread has so many pages; a greater number is something else."""
_HIGH = 4
_PIECES = 120
"""Of what is around a link: pieces of text of a pagination, which is small."""
_LINKS_TRIED = 12


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to a page of the thread: where it leads, the number that stands on it, -1 for back and 1 for on."""

    tag: Tag
    turn: Turn
    label: int | None
    way: int


def read_paging(document: Document) -> Paging | None:
    """What a document says of its place in a thread of several pages; None where it stands alone."""
    own = _own_turn(document)
    links = tuple(_links(document, own))
    thread = own.thread if own else _most_numbered(links)
    if thread is None:
        return None
    found = _Pages(own or Turn(thread), tuple(link for link in links if _leads_into(link.turn.thread, thread)))
    if not found.links and found.own.value is None:
        return None
    title = document.soup.title
    number = found.marked or _in_title(title.get_text() if title else "") or found.own_number
    last = max(number, *found.numbers, 1)
    return Paging(thread, number, last) if 1 <= number <= last <= _LARGEST and last > 1 else None


@dataclass(frozen=True)
class _Pages:
    """A document's own address, and its links to the pages of its thread."""

    own: Turn
    links: tuple[_Link, ...]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the pages that are named."""
        labels = (link.label for link in self.links if link.label is not None)
        led = (self._number(link.turn) for link in self.links)
        return tuple(number for number in (*labels, *led, self._of[1]) if number <= _LARGEST)

    @property
    def marked(self) -> int:
        """The number that the links to other pages leave out, or that is marked among them; 0 where there is none."""
        if self._of[0]:
            return self._of[0]
        numbered = (link for link in self.links if link.label is not None)
        return next(filter(None, map(_left_out, islice(numbered, _LINKS_TRIED))), 0)

    @property
    def own_number(self) -> int:
        """The number that the address of the page gives, or that a page without one has by what is beside it."""
        if self.own.value is not None:
            return self._number(self.own)
        turned = [link for link in self.links if link.turn.value is not None]
        before = [self._number(link.turn) for link in turned if link.way < 0]
        if before:
            return max(before) + 1
        after = [self._number(link.turn) for link in turned if link.way > 0]
        return max(min(after, default=1) - 1, 1)

    @cached_property
    def _of(self) -> tuple[int, int]:
        """What is said as "page 2 of 5" around the links; zeros where nothing is."""
        for link in islice(self.links, _LINKS_TRIED):
            for above in _around(link.tag):
                found = _OF.search(" ".join(_pieces(above)))
                if found and int(found[1]) <= int(found[2]):
                    return int(found[1]), int(found[2])
        return 0, 0

    def _number(self, turn: Turn) -> int:
        value = turn.value or 0
        if turn.is_offset:
            return round(value / self._step) + 1
        if turn.value is None:
            return self._unnumbered
        return max(value + self._counts_from_zero, 1)

    @cached_property
    def _unnumbered(self) -> int:
        """The number of the page at the address without one: the first, or the last where a blog begins with that."""
        begins_with_last = any(link.way > 0 and link.turn.value is None for link in self.links)
        return self._number(self.own) + 1 if self.own.value is not None and begins_with_last else 1

    @cached_property
    def _counts_from_zero(self) -> bool:
        labelled = [(link.label, link.turn.value) for link in self.links if link.label and link.turn.value is not None]
        if labelled:
            return 2 * sum(label == value + 1 for label, value in labelled) > len(labelled)
        to_first = any(link.way < 0 and link.turn.value in (None, 0) for link in self.links)
        first_on = self.own.value in (None, 0) and any(link.way > 0 and link.turn.value == 1 for link in self.links)
        return first_on or (self.own.value == 1 and to_first) or any(link.turn.value == 0 for link in self.links)

    @cached_property
    def _step(self) -> int:
        """How many comments a page has, where pages are told by how many come before them."""
        labelled = ((link.label, link.turn.value or 0) for link in self.links)
        known = [value // (label - 1) for label, value in labelled if label is not None and label > 1]
        if any(known):
            return Counter(filter(None, known)).most_common(1)[0][0]
        offsets = sorted({0, *(turn.value or 0 for turn in (self.own, *(link.turn for link in self.links)))})
        return min((after - before for before, after in pairwise(offsets)), default=1)


@dataclass(frozen=True)
class _Posts:
    """The posts on a page: what forums call `p` in an address is a page, or one of these."""

    document: Document

    def have(self, href: str) -> bool:
        """Whether a link is about one of them: to quote it, or to show it alone."""
        found = _POST.search(href)
        return found is not None and found[1] in self._numbers

    @cached_property
    def _numbers(self) -> frozenset[str]:
        listing = listing_of(self.document.soup)
        named = listing.chosen(lambda shape: not shape.attributes.isdisjoint(_NAMES))
        names = (name for place in named for key in _NAMES if (name := attribute(listing.tags[place], key)))
        return frozenset(found[1] for name in names if (found := _NAMED_POST.search(name)))


def _own_turn(document: Document) -> Turn | None:
    if document.url is None:
        return None
    try:
        return turn_of(document.url)
    except ValueError:
        return None


def _links(document: Document, own: Turn | None) -> Iterator[_Link]:
    """The links that may turn pages, as the document has them."""
    turns: dict[str, Turn | None] = {}
    ways: dict[tuple[str, ...], tuple[int | None, int]] = {}
    posts = _Posts(document)
    for tag in listing_of(document.soup).named(_LINKS):
        href, _, fragment = (attribute(tag, "href") or "").partition("#")
        if not href or _NUMBERS.search(fragment) or _TO_ANSWER in href:
            # It leads to one comment, or to the form for an answer to one.
            continue
        if href not in turns:
            turns[href] = _turn(href, document.base)
        turn = turns[href]
        is_elsewhere = own is not None and turn is not None and not _leads_into(turn.thread, own.thread)
        if turn is None or is_elsewhere or (own is None and turn.value is None):
            continue
        said = _said(tag)
        if said not in ways:
            ways[said] = _way(*said)
        label, way = ways[said]
        if posts.have(href) and not way and (label is None or label != turn.value):
            continue
        if turn.value is not None or label is not None or way:
            yield _Link(tag, turn, label, way)


def _turn(href: str, base: str | None) -> Turn | None:
    try:
        return turn_of(absolute(href, base) or href)
    except ValueError:
        return None


def _said(tag: Tag) -> tuple[str, ...]:
    """The words on a link, and what else says which way it leads."""
    words = " ".join(islice(tag.stripped_strings, 4))
    classes = [" ".join(above.get_attribute_list("class")) for above in _around(tag, 2) if above.attrs.get("class")]
    label = attribute(tag, "aria-label") or attribute(tag, "title") or ""
    return words, attribute(tag, "rel") or "", words, label, *classes


def _way(words: str, *spoken: str) -> tuple[int | None, int]:
    """The number on a link, and which way it says that it leads."""
    found = _LABEL.fullmatch(words)
    label = int(found[1]) if found else None
    for said in spoken:
        back, on = bool(_BACK.search(said)), bool(_ON.search(said))
        if back != on:
            return label, on - back
    return label, 0


def _most_numbered(links: Sequence[_Link]) -> str | None:
    """The thread that most links to numbered pages lead to, where the document's own address is not known."""
    numbered = [link for link in links if link.label is not None and link.turn.value is not None]
    found = Counter(link.turn.thread for link in numbered or links if link.turn.value is not None)
    return found.most_common(1)[0][0] if found else None


def _leads_into(thread: str, own: str) -> bool:
    """Whether two addresses are of one thread; a link may say more than the page's own address does."""
    if thread.rstrip("/") == own.rstrip("/"):
        return True
    (path, _, query), (own_path, _, own_query) = thread.partition("?"), own.partition("?")
    if path != own_path:
        return False
    told, own_told = set(re.split("[&;]", query)), set(filter(None, re.split("[&;]", own_query)))
    return own_told <= told and all(each.partition("=")[0] in _OTHERWISE for each in told - own_told)


def _left_out(link: _Link) -> int | None:
    """The number beside a link that is on no other link, or that is marked as the one the page has."""
    for above in islice(_around(link.tag), 1, None):
        for piece in islice(above.descendants, _PIECES):
            label = _LABEL.fullmatch(piece) if isinstance(piece, NavigableString) else None
            if label and _is_current(piece, above):
                return int(label[1])
    return None


def _is_current(piece: PageElement, container: Tag) -> bool:
    """Whether a number in a pagination is no link, or is marked, by itself."""
    leads = False
    here = piece.parent
    while here is not None and len(_NUMBERS.findall(" ".join(_pieces(here)))) == 1:
        if attribute(here, "aria-current") or _CURRENT.search(" ".join(here.get_attribute_list("class"))):
            return True
        leads = leads or here.name in ("a", "button", "option")
        if here is container:
            return False
        here = here.parent
    return not leads and here is not None


def _around(tag: Tag, high: int = _HIGH) -> Iterator[Tag]:
    """A tag and what it stands in, the nearest first."""
    here: Tag | None = tag
    for _ in range(high):
        if here is None or here.name in ("body", "html", "[document]"):
            return
        yield here
        here = here.parent


def _pieces(tag: Tag) -> list[str]:
    """The text of a tag that holds little; nothing of a tag that holds much."""
    found = list(islice(tag.stripped_strings, _PIECES))
    return found if len(found) < _PIECES else []


def _in_title(title: str) -> int | None:
    found = NUMBER_IN_TITLE.search(title)
    return int(found[1]) if found else None
