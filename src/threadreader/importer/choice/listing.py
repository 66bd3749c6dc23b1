"""What is of other pages: comments in the markup of this page's, and lists of topics, articles, results of a search.

Comments of other pages are the newest there, and advertisements. The entries of lists have what comments have,
structure again and again with names and times; each leads to a page of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.generic.page import SurveyedPage, has_name, label_of
from threadreader.importer.html import ASIDE_ELEMENTS
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import first_descendants
from threadreader.importer.lexicon import ADVERTISEMENT, ASIDE, LISTED_ARTICLE, TOPIC, folded, names_of
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import thread_url
from threadreader.model.text import fold_space, wide_length
from threadreader.model.thread import Status

_NUMBERED = compile_lazily(r"#.*\d")
_NEAR = 60
"""The address of a comment is in so many of its first nodes."""

_HASH = compile_lazily(r"[0-9a-f]{4}(?:-\d+)?(?=(?:\.\w+)?\.html?$)")
"""The addition of HTTrack to the name of a file for the query of its address."""

_LEVELS_UP = 4
"""A comment is in a link of so many elements up at most, itself one of them."""


def own_comments(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments but those that are named an advertisement, and those that lead to other pages."""
    own = [comment for comment in comments if not (comment.author and ADVERTISEMENT.fullmatch(comment.author))]
    return _without_those_of_other_pages(own, document)


def _without_those_of_other_pages(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments whose own addresses do not lead to places on other pages.

    Where all lead to one page, that is this one under another address; where the addresses differ in figures alone,
    each comment has a page of its own. Where nothing says which page this is, it has all of them unless most lead to
    several pages and to none of these half of all.
    """
    own = _path(document.url, document) if document.url is not None else None
    paths = [_path_of(comment, own, document) for comment in comments]
    if own is None:
        # One page may be written in several ways: "../../topic", "/board/topic".
        names = [folded(path.rpartition("/")[2]) for path in paths if path]
        most = max(Counter(names).values(), default=0)
        is_of_others = 2 * len(names) > len(comments) >= 2 * most
        return [comment for comment, path in zip(comments, paths, strict=True) if not (is_of_others and path)]
    others = [folded(path) for path in paths if path and path != own]
    is_several = len(set(others)) > 1
    if is_several or (len(others) > 1 and paths.count(own) > len(others)):
        return [comment for comment, path in zip(comments, paths, strict=True) if path in (None, own)]
    return comments


def _path_of(comment: CommentDraft, own: str | None, document: Document) -> str | None:
    """The path of the page that the address of a comment leads to; None for one that was removed, or without any."""
    if comment.status is not Status.PRESENT:
        return None
    paths = (own if link.startswith("#") else _path(link, document) for link in _links(comment))
    return next(filter(None, paths), None)


def _links(comment: CommentDraft) -> Iterator[str]:
    """The addresses in a comment, and around it, that name a numbered place or are marked as permanent."""
    if comment.permalink and _NUMBERED.search(comment.permalink):
        yield comment.permalink
    here: Tag | None = comment.element
    for _ in range(_LEVELS_UP):
        if here is None:
            break
        href = attribute(here, "href") if here.name == "a" else None
        if href and _NUMBERED.search(href):
            yield href
        here = here.parent
    words = {id(node) for node in comment.body}
    for node in first_descendants(comment.element, _NEAR):
        is_words = id(node) in words
        link = _whole_link(node) if is_words else node if isinstance(node, Tag) and node.name == "a" else None
        href = attribute(link, "href") if link is not None else None
        if href and link is not None and (_NUMBERED.search(href) or attribute(link, "rel") == "bookmark"):
            yield href
        if is_words:
            return


def _whole_link(node: PageElement) -> Tag | None:
    """The link that all words of a body are in; one among them is the writer's."""
    if not isinstance(node, Tag):
        return None
    link = node if node.name == "a" else node.find("a")
    return link if isinstance(link, Tag) and link.get_text().strip() == node.get_text().strip() else None


def _path(link: str, document: Document) -> str | None:
    """The path of the thread that an address is of."""
    try:
        url = urljoin(document.base or document.url or "", link)
        return _HASH.sub("", urlsplit(thread_url(url) or url).path.rstrip("/"))
    except ValueError:
        return None


_LEAST = 5
"""Fewer entries than these do not make a page a list; that many links to related articles stand under any article."""

_TITLE = 12
"""Titles have as many characters on average, wide ones twice; words to press, names and numbers of pages have fewer."""

_UNLIKE = 0.5
"""So many of the titles differ: words to press are the same everywhere, answers have the title of what they answer."""

_UP = 12
"""An entry is no more elements up from its title than these."""

_LABELLED = 3
"""Titles are called alike by so many elements, from the link up."""

_ARTICLE = 500
"""A page with as many characters in sentences outside the entries is an article with links."""

_Address = tuple[str, str]
"""The host, and the rest of the address of a page."""


class Listing(Struct, frozen=True):
    """A page that is a list: the titles of its entries as links, in document order; `noun` is what they are, plural.

    `entries` are the elements that each hold one of these and what belongs to it; with `has_prose` most have sentences.
    """

    noun: str
    links: Sequence[Tag]
    entries: Sequence[Tag]
    has_prose: bool

    @property
    def message(self) -> str:
        """The kind of such a page, in words that go on from "this page"."""
        return f"is a list of {len(self.links):,} {self.noun}, not a thread"

    def shown_in(self, draft: Draft) -> Draft:
        """The draft with the entries as its article, unless that has most of them."""
        wanted = {id(link) for link in self.links}
        if 2 * sum(id(element) in wanted for element in _elements(draft.article)) > len(self.links):
            return draft
        body = self.entries if self.has_prose else self._titles()
        return replace(draft, article=replace(draft.article, body=body, leave_out=None))

    def _titles(self) -> list[Tag]:
        """The titles as a list of links, in elements that are not of the page."""
        soup = BeautifulSoup("", "html.parser")
        entries = soup.new_tag("ul")
        for link in self.links:
            entry, title = soup.new_tag("li"), soup.new_tag("a", href=attribute(link, "href") or "")
            title.string = fold_space(link.get_text(" "))
            entry.append(title)
            entries.append(entry)
        return [entries]


def _elements(article: ArticleDraft) -> Iterator[Tag]:
    """The elements of the body of an article."""
    stack = [node for node in article.body if isinstance(node, Tag)]
    while stack:
        element = stack.pop()
        if not (article.leave_out and article.leave_out(element)):
            yield element
            stack.extend(child for child in element.contents if isinstance(child, Tag))


def find_listing(page: SurveyedPage, document: Document) -> Listing | None:
    """The listing of a page without a thread; None for any other page."""
    best: tuple[int, list[int]] = (0, [])
    for titles in _alike(page, document):
        size = sum(page.text_length(title) for title in titles)
        if size > best[0] and _are_titles(page, titles):
            best = (size, titles)
    titles = best[1]
    if not titles:
        return None
    entries = [*_entries(page, titles)]
    if _has_article(page, entries):
        return None
    with_prose = sum(page.sentence_chars(*span) > 0 for span in entries)
    return Listing(
        _noun(page, titles, entries),
        [page.elements[title] for title in titles],
        [page.elements[start] for start, _ in entries],
        has_prose=2 * with_prose > len(entries),
    )


def _alike(page: SurveyedPage, document: Document) -> list[list[int]]:
    """The links that alone lead to another page of the site, by what they and the elements above are called."""
    alike: defaultdict[tuple[str, ...], list[tuple[int, _Address]]] = defaultdict(list)
    seen: Counter[_Address] = Counter()
    own = _address(document.url or "", document)
    for position, signature in enumerate(page.signatures):
        is_link = signature.name == "a" and "href" in signature.attributes
        if not is_link or not any(map(str.isalpha, page.elements[position].get_text())):
            continue
        address = _address(attribute(page.elements[position], "href") or "", document)
        if address is None or (own and (address[0] != own[0] or address == own)):
            continue
        if has_name(page, position, page.ends[position]) or page.has_time(position, page.ends[position]):
            continue
        seen[address] += 1
        labels: list[str] = []
        here = position
        while here >= 0 and len(labels) < _LABELLED:
            labels.append(label_of(page, here))
            here = page.parents[here]
        alike[tuple(labels)].append((position, address))
    return [[position for position, address in links if seen[address] == 1] for links in alike.values()]


def _address(href: str, document: Document) -> _Address | None:
    """The host and the rest of an address of a page; None for a place on this page, and for what is no page."""
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        parts = urlsplit(urljoin(document.base or document.url or "", href))
    except ValueError:
        return None
    return parts.netloc.removeprefix("www."), f"{parts.path}?{parts.query}"


def _are_titles(page: SurveyedPage, titles: Sequence[int]) -> bool:
    """True for links that each stand for a page: long, unlike each other, and in no box or menu."""
    if len(titles) < _LEAST:
        return False
    texts = [fold_space(page.elements[title].get_text(" ")) for title in titles]
    if len({*texts}) < _UNLIKE * len(texts):
        return False
    if sum(map(wide_length, texts)) < _TITLE * len(texts):
        return False
    return not _is_aside(page, titles[0])


def _is_aside(page: SurveyedPage, position: int) -> bool:
    """True if anything above, other than most of the page, is a box beside it."""
    here = page.parents[position]
    while here > 0 and 2 * page.text_length(here) < page.text_length(0):
        tag = page.elements[here]
        if tag.name in ASIDE_ELEMENTS or any(map(ASIDE.search, names_of(tag))):
            return True
        here = page.parents[here]
    return False


def _entries(page: SurveyedPage, titles: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Of each title the largest element with no other title in it, as a span."""
    counts: Counter[int] = Counter()
    for title in titles:
        here, steps = title, 0
        while here >= 0 and steps < _UP:
            counts[here] += 1
            here, steps = page.parents[here], steps + 1
    for title in titles:
        here, steps = title, 1
        while steps < _UP and counts[page.parents[here]] == 1:
            here, steps = page.parents[here], steps + 1
        yield here, page.ends[here]


def _has_article(page: SurveyedPage, entries: Sequence[tuple[int, int]]) -> bool:
    """True if a page has more than a few sentences outside the entries."""
    outside, until = page.sentence_chars(0, len(page.elements)), 0
    for start, end in sorted(entries):
        outside -= page.sentence_chars(max(start, until), max(end, until))
        until = max(until, end)
    return outside >= _ARTICLE


def _noun(page: SurveyedPage, titles: Sequence[int], entries: Sequence[tuple[int, int]]) -> str:
    """The kind of most of the entries, by their addresses and by what they are called."""
    links, starts = [page.elements[title] for title in titles], [page.elements[start] for start, _ in entries]
    named = [
        " ".join((attribute(title, "href") or "", *names_of(start), *names_of(title)))
        for title, start in zip(links, starts, strict=True)
    ]
    for noun, pattern in (("topics", TOPIC), ("articles", LISTED_ARTICLE)):
        if 2 * sum(pattern.search(names) is not None for names in named) > len(named):
            return noun
    return "entries"
