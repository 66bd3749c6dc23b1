"""MediaWiki: its talk pages, where a comment is what stands before a signature and lists indent the replies."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, parents_by_depth
from threadreader.importer.html import HEADINGS, LISTS
from threadreader.importer.html.region import Region, is_blank, read_metadata, split_regions, stripped_strings
from threadreader.importer.html.selector import attribute, matcher
from threadreader.importer.platforms.recipe import indented
from threadreader.lexicon import compile_lazily

_TELLS: Mapping[str, int] = {
    "meta[name=generator][content^=MediaWiki]": 60,
    "body.mediawiki": 40,
    ".mw-parser-output": 40,
    "#mw-content-text": 40,
    "[id^=ca-nstab-]": 40,
    "[data-mw-comment-start]": 60,
}
_CLOCK = r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)(?:min)?"
_TIME = compile_lazily(
    # A clock and a year, whatever the language calls the month; then the zone, which no day of the week is.
    rf"({_CLOCK}\D{{1,20}}(?:\d{{1,2}}\D{{1,20}}){{1,2}}\d{{4}}(?!\d)[^\d()]{{0,4}}"
    rf"|{_CLOCK}\D{{1,20}}\d{{4}}\D{{1,20}}\d{{1,2}}(?!\d)[^\d()]{{0,4}}"
    rf"|(?:[^\W\d_]{{3,}}\s)?(?<!\d)\d{{1,2}}(?:\D{{1,20}}\d{{1,2}})?\D{{1,25}}\d{{4}}\D{{1,16}}{_CLOCK}"
    rf"|(?<!\d)\d{{4}}\D{{1,16}}\d{{1,2}}(?:\D{{1,3}}\d{{1,2}})?\D{{1,16}}{_CLOCK})"
    r"\s*(?:\([^()]{2,12}\))?\W*$"
)
_USER = compile_lazily(r"(?:^|[/=])[^/=?#:]+:[^/:][^:]*$|#c-")
_ITEMS = frozenset(("dd", "li", "dt"))
_OPEN = frozenset(("div", "section"))
_BLOCKS = frozenset(("p", "blockquote", "table", "pre", "figure", "center"))
_CELLS = frozenset(("table", "tbody", "tr", "td"))
"""A list of messages may stand in a frame of these."""

_LONG = 200
"""No signature has as many characters as this."""
_NOTICE = 20
"""Characters from which on words that nobody signed are not the same by chance."""

_DASHES = " \t\n\xa0-\u2013\u2014~"

_is_content = matcher(".mw-parser-output, #mw-content-text")
_is_old_content = matcher("#bodyContent")  # to version 1.17
_is_main = matcher("main, [role=main]")
_is_page = matcher("body")
_is_subject = matcher("body.ns-subject")
"""The namespaces of which the talk pages are."""

_is_chrome = matcher(
    "#siteSub, #contentSub, #jump-to-nav, .editsection, #toc, .toc, .mw-editsection, .navbox, .noprint, .printfooter,"
    ".ext-discussiontools-init-replylink-buttons,"
    ".ext-discussiontools-init-section-bar, .tmbox, .catlinks, .ext-discussiontools-init-highlight, script, style,"
    "[role=button]"
)


class _Line(Struct, frozen=True):
    """The nodes in one item of a list, or outside all lists in one block. A heading has no level."""

    nodes: Sequence[PageElement]
    level: int | None


class _Section(Struct):
    """A heading, the comments under it, how far each is indented, and the lines that nobody signed."""

    heading: Tag | None = None
    comments: list[CommentDraft] = []
    levels: list[int] = []
    unsigned: list[_Line] = []

    @property
    def words(self) -> list[PageElement]:
        """The words that nobody signed, each line apart from the next."""
        return [node for line in self.unsigned for node in (*line.nodes, Tag(name="br"), Tag(name="br"))]

    def add(self, signed: CommentDraft, level: int) -> None:
        """Take a comment with the lines before its last; what ends in a list is no deeper than its first paragraph."""
        body = (*self.words, *signed.body)
        self.comments.append(replace(signed, body=body, key=_key(body)))
        self.levels.append(min([level, *(line.level for line in self.unsigned if line.level is not None)]))
        self.unsigned.clear()


class MediaWiki:
    """Takes a page apart at its signatures; the article is the only comment that opens a section, or what is above."""

    name = "mediawiki"
    tells = _TELLS
    _article = ArticleRecipe(title="#firstHeading, h1", body=".mw-parser-output, #mw-content-text, #bodyContent")

    def extract(self, document: Document) -> Draft:
        """The article and the comments."""
        (outside,) = split_regions(document.soup, lambda _tag, _region: False)
        head = read_metadata(outside)
        holders = (_is_content, _is_old_content, _is_main, _is_page)
        content = next((tag for holds in holders for tag in filter(holds, outside.elements)), None)
        first, *others = _sections(outside, content) if content is not None else [_Section()]
        sections = [each for each in (first, *others) if each.comments]
        article = self._article.extract(outside, head)
        if not sections:
            is_subject = any(map(_is_subject, outside.elements))
            return Draft(article=article, site=head.site, is_all=True, has_none=is_subject)
        if len(sections) == 1:
            return _one_thread(outside, article, sections[0])
        above = () if first.comments else tuple(first.words)
        return Draft(
            article=replace(article, body=above, leave_out=_is_chrome, is_settled=True),
            comments=[draft for section in sections for draft in _with_heading(section)],
            site=head.site,
        )


def _one_thread(outside: Region, article: ArticleDraft, section: _Section) -> Draft:
    opening, *others = section.comments
    title = outside.text(section.heading, _is_chrome) if section.heading is not None else article.title
    return Draft(
        article=replace(
            article,
            title=title,
            body=opening.body,
            authors=[(opening.author, opening.author_url)] if opening.author else (),
            when=None,
            when_text=opening.when_text,
            leave_out=_is_chrome,
            is_settled=True,
        ),
        comments=[
            replace(draft, by_op=draft.author is not None and draft.author == opening.author)
            for draft in indented(others, parents_by_depth(section.levels[1:]))
        ],
        opened=True,
    )


def _with_heading(section: _Section) -> list[CommentDraft]:
    """The comments, the first with the words over it."""
    drafts = indented(section.comments, parents_by_depth(section.levels))
    heading = (section.heading,) if section.heading is not None else ()
    return [replace(drafts[0], body=(*heading, *drafts[0].body)), *drafts[1:]]


def _sections(outside: Region, content: Tag) -> Iterator[_Section]:
    lines = [(line, _sign(outside, line.nodes) if line.level is not None else None) for line in _lines(content)]
    notices = _notices(outside, [line for line, signed in lines if signed is None and line.level is not None])
    section = _Section()
    for line, signed in lines:
        if line.level is None:
            yield _whole(outside, section, notices)
            (heading,) = line.nodes
            section = _Section(heading if isinstance(heading, Tag) else None)
        elif signed is not None:
            section.add(signed, line.level)
        else:
            section.unsigned.append(line)
    yield _whole(outside, section, notices)


def _notices(outside: Region, unsigned: Sequence[_Line]) -> set[int]:
    """The lines that nobody signed and that stand on the page again, by identity: "The above discussion is closed"."""
    texts = [" ".join(map(outside.text, line.nodes)).strip() for line in unsigned]
    counts = Counter(texts)
    again = {text for text, count in counts.items() if count > 1 and len(text) >= _NOTICE}
    return {id(line) for line, text in zip(unsigned, texts, strict=True) if text in again}


def _whole(outside: Region, section: _Section, notices: Container[int]) -> _Section:
    """The same section; words after its last signature, neither notices nor mostly links, are a comment of nobody."""
    if section.comments:
        section.unsigned = [line for line in section.unsigned if id(line) not in notices]
        element = next((node for line in section.unsigned for node in line.nodes if isinstance(node, Tag)), None)
        if element is not None and _has_much_text(outside, section.words):
            section.add(CommentDraft(element=element, leave_out=_is_chrome), 0)
    return section


def _has_much_text(outside: Region, nodes: Sequence[PageElement]) -> bool:
    """True if nodes have more words outside links than in them."""
    words = sum(len(outside.text(node, _is_chrome)) for node in nodes)
    tags = [node for node in nodes if isinstance(node, Tag)]
    links = [link for tag in tags for link in (tag, *tag.find_all("a")) if link.name == "a"]
    return words > 2 * sum(len(outside.text(link)) for link in links)


def _lines(content: Tag) -> Iterator[_Line]:
    """The lines of a page in order, without recursion."""
    stack: list[tuple[Sequence[PageElement], int]] = [((content,), 0)]
    while stack:
        run, level = stack.pop()
        top = run[0] if len(run) == 1 else None
        if not isinstance(top, Tag) or not (_is_split(top) or top is content):
            if not all(map(is_blank, run)):
                yield _Line(run, level)
        elif top.name in HEADINGS:
            yield _Line(run, None)
        elif not _is_chrome(top):
            inner = level + (top.name in LISTS)
            stack.extend((part, inner) for part in reversed(list(_runs(top))))


def _runs(top: Tag) -> Iterator[Sequence[PageElement]]:
    """The pieces of a tag, each block alone; in the item of a list only other lists are apart."""
    is_item = top.name in _ITEMS
    run: list[PageElement] = []
    for node in top.contents:
        if isinstance(node, Tag) and (_is_split(node) or (node.name in _BLOCKS and not is_item)):
            if run:
                yield run
            yield (node,)
            run = []
        else:
            run.append(node)
    if run:
        yield run


def _is_split(tag: Tag) -> bool:
    if tag.name in _CELLS:
        return tag.find(_ITEMS) is not None
    return tag.name in LISTS or tag.name in _ITEMS or tag.name in _OPEN or tag.name in HEADINGS


def _sign(outside: Region, nodes: Sequence[PageElement]) -> CommentDraft | None:
    """A line that ends in a signature as a comment, its body what stands before that."""
    before: list[PageElement] = []
    nodes = _without_end(nodes)
    while nodes and isinstance(nodes[-1], Tag) and nodes[-1].name in _BLOCKS:
        before.extend(nodes[:-1])
        nodes = _without_end(nodes[-1].contents)
    begin, when = _signature(outside, nodes)
    links = [
        (index, link) for index, node in enumerate(nodes[begin:], begin) for link in _links(node) if not _own_link(link)
    ]
    if when is None or not links:
        return None
    start, link = _signing(nodes, links)
    element = next(node for node in (link, *nodes[start:]) if isinstance(node, Tag))
    return CommentDraft(
        element=element,
        body=(*before, *_trimmed(nodes[:start])),
        author=outside.text(link) or None,
        author_url=attribute(link, "href") if "redlink" not in (attribute(link, "href") or "") else None,
        when_text=when,
        permalink=next((found for node in nodes[start:] for found in map(_own_link, _links(node)) if found), None),
        leave_out=_is_chrome,
    )


def _without_end(nodes: Sequence[PageElement]) -> Sequence[PageElement]:
    """The nodes up to the last that says anything of its own."""
    end = len(nodes)
    while end and _has_no_text(nodes[end - 1]):
        end -= 1
    return nodes[:end]


def _has_no_text(node: PageElement) -> bool:
    return is_blank(node) or (isinstance(node, Tag) and not any(stripped_strings((node,), _is_chrome)))


def _signature(outside: Region, nodes: Sequence[PageElement]) -> tuple[int, str | None]:
    """Offset of the signature in a line, and the time in it; no time where there is none."""
    words = ""
    start, when = len(nodes), None
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        piece = "" if _has_no_text(node) else outside.text(node)
        words = f"{piece} {words}" if words else piece
        if len(words) > _LONG or (when and not isinstance(node, Tag) and any(map(str.isalpha, piece))):
            break
        found = _TIME.search(words)
        when = when or (found[1] if found else None)
        if when and any(True for _ in _links(node)):
            start = index
    return start, when


def _links(node: PageElement) -> Iterator[Tag]:
    """The links in a node that lead to a page of a user: into a namespace, within the wiki."""
    if isinstance(node, Tag):
        links = (tag for tag in (node, *node.find_all("a")) if tag.name == "a")
        yield from (link for link in links if _USER.search(unquote(attribute(link, "href") or "")))


def _signing(nodes: Sequence[PageElement], links: Sequence[tuple[int, Tag]]) -> tuple[int, Tag]:
    """The link to who signed: the first of those before the time that lead to the same user as the last.

    Before "--" are words.
    """
    signing = links[-1]
    users = {*_title(signing[1]).split("/")}
    for index, link in reversed(links):
        own = {*_title(link).split("/")}
        between = nodes[index + 1 : signing[0]]
        if users.isdisjoint(own) or any("--" in node for node in between if isinstance(node, NavigableString)):
            break
        signing = index, link
        users |= own
    return signing


def _title(link: Tag) -> str:
    address = unquote(attribute(link, "href") or "").partition("#")[0].partition("&")[0]
    return address.rpartition(":")[2].replace("_", " ")


def _own_link(link: Tag) -> str | None:
    found = attribute(link, "href")
    return found if found and "timestamplink" in (attribute(link, "class") or "") else None


def _trimmed(nodes: Sequence[PageElement]) -> Iterator[PageElement]:
    """The nodes without the dash that leads to a signature."""
    kept = list(_without_end(nodes))
    if kept and isinstance(kept[-1], NavigableString):
        kept[-1] = NavigableString(str(kept[-1]).rstrip(_DASHES))
    return iter(kept)


def _key(nodes: Iterable[PageElement]) -> str | None:
    """The page's key of a comment, where it marks its beginning."""
    tags = (tag for node in nodes if isinstance(node, Tag) for tag in (node, *node.find_all("span")))
    return next((attribute(tag, "id") for tag in tags if "data-mw-comment-start" in tag.attrs), None)


ADAPTERS = (MediaWiki(),)
