"""The number of a page in a thread of several pages: by its address, and by its links to the others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import islice, pairwise

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.document import Document
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import element_index, enclosing
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.addresses import PagedUrl, absolute_url, split_paging
from threadreader.model.page import Paging

NUMBER_IN_TITLE = compile_lazily(rf"(?<!\w)(?:{alternatives('page')})\s*(\d{{1,6}})(?!\d)", re.IGNORECASE)
_HIDDEN = compile_lazily(r"(?:visibility\s*:\s*hidden|display\s*:\s*none)", re.IGNORECASE)
_PAGE_LABEL = compile_lazily(r"\W*(?:current\s+)?(?:page\s+)?(\d{1,6})\W*", re.IGNORECASE)
_PAGE_OF = compile_lazily(
    rf"(?<!\w)(?:{alternatives('page')})\s*(\d{{1,6}})\s*(?:\w{{1,4}}|/)\s*(\d{{1,6}})(?!\d)", re.IGNORECASE
)
_BACKWARD = compile_lazily(
    rf"(?<![a-z])(?:{alternatives('previous_page')})|[\u00ab\u2039\u2190]",
    re.IGNORECASE,
)
_FORWARD = compile_lazily(
    rf"(?<![a-z])(?:{alternatives('next_page')})(?![a-z])|[\u00bb\u203a\u2192]|^more$",
    re.IGNORECASE,
)
_CURRENT = compile_lazily(r"(?<![a-z])(?:active|current|currentpage|selected)(?![a-z])", re.IGNORECASE)
_NUMBERS = compile_lazily(r"\d+")
_LINKS = frozenset(("a", "link"))
_REPLY_PARAMETER = "replytocom="
_POST = compile_lazily(r"[?&;]p=(\d{1,7})(?!\d)")
_NAME_ATTRIBUTES = ("id", "name")
_NAMED_POST = compile_lazily(r"(?:^|(?:^|[-_])(?:post[a-z_]*|pid|p|msg)[-_]?)(\d{1,7})$")
# Query parameters that a link to a page may have and the page's own address may not.
_EXTRA_PARAMETERS = frozenset(("lang", "tab", "sort", "order", "orderby", "pp", "limit", "f"))
# Pages of the longest thread; a greater number is something else.
_MAX_PAGES = 100_000
# Ancestors of a link that are searched: its item, the list and what is around that with "page 2 of 5".
_MAX_PARENTS = 4
# Text nodes of a pagination: a dozen links, with spaces and signs between them, have fewer; bounds the search.
_MAX_TEXT_NODES = 120
_MAX_LINKS = 12  # about ten numbers and the arrows; more is a list of something else


class _Link(Struct, frozen=True):
    """A link to a page of the thread: its target, the number on it, and its direction, -1 for back and 1 for on."""

    element: Tag
    turn: PagedUrl
    label: int | None
    direction: int


def read_paging(document: Document) -> Paging | None:
    """The position of a document in a thread of several pages; None for a single page."""
    own = _turn(document.url)
    links = tuple(_links(document, own))
    thread = own.thread if own else _majority_thread(links)
    if thread is None:
        return None
    pages = _Pages(own or PagedUrl(thread), tuple(link for link in links if _is_same_thread(link.turn.thread, thread)))
    if not pages.links and pages.own.value is None:
        return None
    title = document.soup.title
    named = NUMBER_IN_TITLE.search(title.get_text()) if title else None
    number = pages.marked or (int(named[1]) if named else 0) or pages.own_number
    last = max(number, *pages.numbers, 1)
    return Paging(thread, number, last) if 1 <= number <= last <= _MAX_PAGES and last > 1 else None


class _Pages(Struct, frozen=True, dict=True):
    """A document's own address, and its links to the pages of its thread."""

    own: PagedUrl
    links: tuple[_Link, ...]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all pages that are linked or declared."""
        labels = (link.label for link in self.links if link.label is not None)
        linked = (self._number(link.turn) for link in self.links)
        return tuple(number for number in (*labels, *linked, self._declared[1]) if number <= _MAX_PAGES)

    @property
    def marked(self) -> int:
        """The number that is not linked or is marked as current in the pagination; 0 if there is none."""
        if self._declared[0]:
            return self._declared[0]
        numbered = (link for link in self.links if link.label is not None)
        return next(filter(None, map(_unlinked_number, islice(numbered, _MAX_LINKS))), 0)

    @property
    def own_number(self) -> int:
        """The number of the page by its address, else by those of the pages before and after it."""
        if self.own.value is not None:
            return self._number(self.own)
        numbered = [link for link in self.links if link.turn.value is not None]
        earlier = [self._number(link.turn) for link in numbered if link.direction < 0]
        if earlier:
            return max(earlier) + 1
        later = [self._number(link.turn) for link in numbered if link.direction > 0]
        return max(min(later, default=1) - 1, 1)

    @cached_property
    def _declared(self) -> tuple[int, int]:
        """Page and number of pages declared near the links, as in "page 2 of 5"; zeros if none are."""
        for link in islice(self.links, _MAX_LINKS):
            for ancestor in enclosing(link.element, _MAX_PARENTS):
                match = _PAGE_OF.search(" ".join(_short_texts(ancestor)))
                if match and int(match[1]) <= int(match[2]):
                    return int(match[1]), int(match[2])
        return 0, 0

    def _number(self, turn: PagedUrl) -> int:
        value = turn.value or 0
        if turn.is_offset:
            return round(value / self._step) + 1
        if turn.value is None:
            return self._unnumbered
        return max(value + self._counts_from_zero, 1)

    @cached_property
    def _unnumbered(self) -> int:
        """The number of the page whose address has none: the first, or the last of a blog that begins with that."""
        begins_with_last = any(link.direction > 0 and link.turn.value is None for link in self.links)
        return self._number(self.own) + 1 if self.own.value is not None and begins_with_last else 1

    @cached_property
    def _counts_from_zero(self) -> bool:
        labelled = [(link.label, link.turn.value) for link in self.links if link.label and link.turn.value is not None]
        if labelled:
            return 2 * sum(label == value + 1 for label, value in labelled) > len(labelled)
        to_first = any(link.direction < 0 and link.turn.value in (None, 0) for link in self.links)
        first_on = self.own.value in (None, 0) and any(
            link.direction > 0 and link.turn.value == 1 for link in self.links
        )
        return first_on or (self.own.value == 1 and to_first) or any(link.turn.value == 0 for link in self.links)

    @cached_property
    def _step(self) -> int:
        """Comments per page, for addresses with offsets."""
        labelled = ((link.label, link.turn.value or 0) for link in self.links)
        steps = [value // (label - 1) for label, value in labelled if label is not None and label > 1]
        if any(steps):
            return Counter(filter(None, steps)).most_common(1)[0][0]
        offsets = sorted({0, *(turn.value or 0 for turn in (self.own, *(link.turn for link in self.links)))})
        return min((after - before for before, after in pairwise(offsets)), default=1)


def _post_numbers(document: Document) -> frozenset[str]:
    """The numbers of the posts on a page: `p` in the address of a forum is a page, or one of these."""
    listing = element_index(document.soup)
    indices = listing.indices_where(lambda shape: not shape.attributes.isdisjoint(_NAME_ATTRIBUTES))
    names = (attribute(listing.elements[index], key) or "" for index in indices for key in _NAME_ATTRIBUTES)
    return frozenset(match[1] for name in names if (match := _NAMED_POST.search(name)))


def _links(document: Document, own: PagedUrl | None) -> Iterator[_Link]:
    """The links that may lead to other pages, in document order."""
    turns: dict[str, PagedUrl | None] = {}
    directions: dict[tuple[str, ...], tuple[int | None, int]] = {}
    posts = cache(partial(_post_numbers, document))
    for element in element_index(document.soup).named(_LINKS):
        href, _, fragment = (attribute(element, "href") or "").partition("#")
        if "style" in element.attrs and _HIDDEN.search(attribute(element, "style") or ""):
            # It keeps the place of a link that this page has no use for.
            continue
        if not href or _NUMBERS.search(fragment) or _REPLY_PARAMETER in href:
            # It leads to one comment, or to the form for an answer to one.
            continue
        if href not in turns:
            turns[href] = _turn(absolute_url(href, document.base) or href)
        turn = turns[href]
        is_elsewhere = own is not None and turn is not None and not _is_same_thread(turn.thread, own.thread)
        if turn is None or is_elsewhere or (own is None and turn.value is None):
            continue
        texts = _direction_texts(element)
        if texts not in directions:
            directions[texts] = _direction(*texts)
        label, direction = directions[texts]
        post = _POST.search(href)
        if post and not direction and (label is None or label != turn.value) and post[1] in posts():
            # It quotes one of the posts, or shows it alone.
            continue
        if turn.value is not None or label is not None or direction:
            yield _Link(element, turn, label, direction)


def _turn(address: str | None) -> PagedUrl | None:
    try:
        return split_paging(address) if address is not None else None
    except ValueError:
        return None


def _direction_texts(element: Tag) -> tuple[str, ...]:
    """The text of a link, and the attributes that may give its direction."""
    text = " ".join(islice(element.stripped_strings, 4))
    classes = [
        " ".join(ancestor.get_attribute_list("class"))
        for ancestor in enclosing(element, 2)
        if ancestor.attrs.get("class")
    ]
    label = attribute(element, "aria-label") or attribute(element, "title") or ""
    return text, attribute(element, "rel") or "", text, label, *classes


def _direction(text: str, *texts: str) -> tuple[int | None, int]:
    """The number on a link, and its direction."""
    match = _PAGE_LABEL.fullmatch(text)
    label = int(match[1]) if match else None
    for each in texts:
        is_back, is_on = bool(_BACKWARD.search(each)), bool(_FORWARD.search(each))
        if is_back != is_on:
            return label, is_on - is_back
    return label, 0


def _majority_thread(links: Sequence[_Link]) -> str | None:
    """The thread of most links to numbered pages, for a document of unknown address."""
    numbered = [link for link in links if link.label is not None and link.turn.value is not None]
    counts = Counter(link.turn.thread for link in numbered or links if link.turn.value is not None)
    return counts.most_common(1)[0][0] if counts else None


def _is_same_thread(thread: str, own: str) -> bool:
    """True if two addresses are of one thread; a link may have more parameters than the page's own address."""
    if thread.rstrip("/") == own.rstrip("/"):
        return True
    (path, _, query), (own_path, _, own_query) = thread.partition("?"), own.partition("?")
    if path != own_path:
        return False
    parameters, own_parameters = set(re.split("[&;]", query)), set(filter(None, re.split("[&;]", own_query)))
    return own_parameters <= parameters and all(
        each.partition("=")[0] in _EXTRA_PARAMETERS for each in parameters - own_parameters
    )


def _unlinked_number(link: _Link) -> int | None:
    """The number near a link that is on no link, or that is marked as current."""
    for ancestor in islice(enclosing(link.element, _MAX_PARENTS), 1, None):
        for piece in islice(ancestor.descendants, _MAX_TEXT_NODES):
            label = _PAGE_LABEL.fullmatch(piece) if isinstance(piece, NavigableString) else None
            if label and _is_current(piece, ancestor):
                return int(label[1])
    return None


def _is_current(piece: PageElement, container: Tag) -> bool:
    """True if a number in a pagination has an element of its own that is no link, or is marked as current."""
    is_linked = False
    parent = piece.parent
    while parent is not None and len(_NUMBERS.findall(" ".join(_short_texts(parent)))) == 1:
        if attribute(parent, "aria-current") or _CURRENT.search(" ".join(parent.get_attribute_list("class"))):
            return True
        is_linked = is_linked or parent.name in ("a", "button", "option")
        if parent is container:
            return False
        parent = parent.parent
    return not is_linked and parent is not None


def _short_texts(element: Tag) -> list[str]:
    """The text nodes of an element; none if it has many."""
    texts = list(islice(element.stripped_strings, _MAX_TEXT_NODES))
    return texts if len(texts) < _MAX_TEXT_NODES else []
