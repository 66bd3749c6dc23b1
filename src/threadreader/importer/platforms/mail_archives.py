"""Mails in a page: what an archive marks in the comments of its HTML, and plain text as a page would mark it up.

Recipes for archives that show a mail, or a whole thread of mails, on one page; and two archives in plain text: MARC
(marc.info), one mail a page, headers and all, and public-inbox (lore.kernel.org), a thread or one mail.
"""

import copy
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile

from bs4 import Tag
from bs4.element import Comment, NavigableString, PageElement
from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import with_opening
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, LeaveOut, nesting_levels, parents_by_depth
from threadreader.importer.html.region import read_metadata, split_regions
from threadreader.importer.html.selector import attribute, matcher
from threadreader.importer.platforms.recipe import Recipe, indented
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Status

_MARK = compile_lazily(r'\s*(?P<name>[\w-]+)(?:\s*=\s*"(?P<quoted>[^"]*)"\s*|:\s*(?P<said>.*))', re.DOTALL)
_TURNED = str.maketrans(
    "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[abcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZ[@ABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
)
_PLAIN = frozenset(("pre", "xmp", "plaintext"))
_SECTIONS = frozenset(("main", "section"))
_SIGNATURE = compile_lazily(r"-- ?")
_CODE = compile_lazily(r"\t|\s{2,}\S|(?:[-+]{3}|@@|diff|index) |[+-](?!-)\S*[\w{}()]")
_QUOTED = ">"
_ADDRESS = compile_lazily(r"(?<!\s)\s*(?:<[^<>]*>|\([^()@]*@[^()]*\))\s*$")
_NAMED = compile_lazily(r"\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<plain>[^<>]*?))\s*<[^<>]*>\s*")
_COMMENTED = compile_lazily(r"[^()<>]*(?:@| at )[^()<>]*\((?P<name>.*)\)\s*", re.DOTALL)
_HEADERS = compile_lazily(r"^(Subject|From|Date): +([^\t\n]+)", re.MULTILINE)
_MAX_HEADER = 500  # nodes of the words above a text; bounds the time
_LONGEST_SENDER = 1000  # characters; bounds the time of the patterns above
_MOSTLY = 0.6  # share of lines like code; prose has hardly any (judgement)

Line = list[PageElement]
"""The nodes of one line of plain text: strings, and links."""


class MailPage(Struct, frozen=True):
    """An adapter for the pages of an archive that are one mail each: it is the article.

    `begin` and `end` are the comments of the HTML around its text; `subject`, `sender` and `sent` name those that say
    these. What none says is found by `article`. The value of `turned` is that of `sender` with its letters changed, as
    MHonArc hides addresses.
    """

    name: str
    tells: Mapping[str, int]
    begin: str = ""
    end: str = ""
    subject: str = ""
    sender: str = ""
    turned: str = ""
    sent: str = ""
    article: ArticleRecipe = field(default_factory=ArticleRecipe)

    def extract(self, document: Document) -> Draft:
        """The mail."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        head = read_metadata(whole)
        article = self.article.extract(whole, head)
        headers, indices = _read_marks(document.soup)
        body = read_mail(tuple(_between(indices, self.begin, self.end)) or article.body)
        author = headers.get(self.sender) or headers.get(self.turned, "").translate(_TURNED)
        when = headers.get(self.sent)
        return Draft(
            article=replace(
                article,
                title=headers.get(self.subject) or article.title,
                authors=[(sender(name), url) for name, url in ([(author, None)] if author else article.authors)],
                when=None if when else article.when,
                when_text=when or article.when_text,
                body=body,
                is_settled=bool(body),
            ),
            site=head.site,
            has_none=True,
        )

    def check(self) -> None:
        """Raises ValueError where a selector is not understood."""
        _ = self.article.selectors, self.article.is_left_out


def only_mail(article: ArticleDraft, nodes: Sequence[PageElement], ends: Callable[[PageElement], bool]) -> Draft:
    """The only mail of a page, in plain text with its headers above it; its text ends before a node that `ends` it."""
    header, _, body = split_mail(nodes, ends)
    headers = {name: value.strip() for name, value in _HEADERS.findall(header)}
    author = sender(headers.get("From", ""))
    return Draft(
        replace(
            article,
            title=headers.get("Subject") or article.title,
            authors=[(author, None)] if author else (),
            when_text=headers.get("Date"),
            body=tuple(mark_up(body)),
            is_settled=True,
        ),
        has_none=True,
    )


def split_mail(
    nodes: Sequence[PageElement], ends: Callable[[PageElement], bool]
) -> tuple[str, Sequence[Tag], Sequence[PageElement]]:
    """The words above the first blank line after the sender, the links in them, and what comes after that."""
    header = ""
    links: list[Tag] = []
    for index, node in enumerate(nodes[:_MAX_HEADER]):
        whole = header + (node.get_text() if isinstance(node, Tag) else str(node))
        if isinstance(node, NavigableString):
            start = whole.find("From: ")
            blank = whole.find("\n\n", max(start, len(header) - 1)) if start >= 0 else -1
            if blank >= 0:
                rest = takewhile(lambda each: not ends(each), nodes[index + 1 :])
                return whole[:blank], links, [NavigableString(whole[blank + 2 :]), *rest]
        elif isinstance(node, Tag) and node.name == "a":
            links.append(node)
        header = whole
    return header, links, ()


def sender(headers: str) -> str:
    """The name in what a mail says it is from, and the address only of somebody without one."""
    headers = headers[:_LONGEST_SENDER]
    named, commented = _NAMED.fullmatch(headers), _COMMENTED.fullmatch(headers)
    if named and named["quoted"]:
        return re.sub(r"\\(.)", r"\1", named["quoted"]).strip()
    name = named["plain"] if named else commented["name"] if commented else _ADDRESS.sub("", headers)
    return (name or "").strip(' "') or headers.strip("<> ")


def read_mail(nodes: Iterable[PageElement], leave_out: LeaveOut | None = None) -> list[PageElement]:
    """The nodes of a mail; plain text in them as paragraphs with its quotations, and code apart from them.

    What `leave_out` chooses in plain text is no part of it.
    """
    found: list[PageElement] = []
    stack = [(node, True) for node in nodes][::-1]
    while stack:
        node, is_outer = stack.pop()
        inner = node.contents if isinstance(node, Tag) else []
        if _is_plain(node):
            found += mark_up(inner, leave_out)
        elif isinstance(node, Tag) and node.name == "blockquote" and node.find(_is_plain) is not None:
            found.append(_quoted(node, leave_out))
        elif is_outer and any(map(_may_be_plain, inner)):
            stack += [(child, _may_be_plain(child)) for child in reversed(inner)]
        else:
            found.append(node)
    return found


def _quoted(quote: Tag, leave_out: LeaveOut | None) -> Tag:
    """A quotation with the plain text in it marked up."""
    marked = copy.copy(quote)
    for plain in marked.find_all(_is_plain):
        plain.replace_with(*mark_up(list(plain.contents), leave_out))
    return marked


def mark_up(nodes: Iterable[PageElement], leave_out: LeaveOut | None = None) -> Iterator[Tag]:
    """Plain text as paragraphs, and as code where it is indented; a signature ends it."""
    paragraph: list[Line] = []
    for line in _lines(nodes, leave_out):
        words = _text(line)
        if _SIGNATURE.fullmatch(words):
            break
        if words.strip():
            paragraph.append(line)
        elif paragraph:
            yield _marked(paragraph)
            paragraph = []
    if paragraph:
        yield _marked(paragraph)


def _read_marks(root: Tag) -> tuple[Mapping[str, str], Mapping[str, Comment]]:
    """The comments of the HTML by their names, and each comment by all that is in it but its white space."""
    headers: dict[str, str] = {}
    indices: dict[str, Comment] = {}
    for node in root.descendants:
        if isinstance(node, Comment):
            indices.setdefault(" ".join(node.split()), node)
            found = _MARK.fullmatch(node)
            if found:
                headers.setdefault(found["name"], html.unescape(found["quoted"] or (found["said"] or "").rstrip()))
    return headers, indices


def _between(indices: Mapping[str, Comment], begin: str, end: str) -> Iterator[PageElement]:
    """The nodes from one comment to another; an end inside a tag that nothing closes is after that tag."""
    start, stop = indices.get(begin), indices.get(end)
    ancestors = {id(stop), *map(id, stop.parents)} if stop is not None else set()
    for node in start.next_siblings if start is not None else ():
        if node is not stop:
            yield node
        if id(node) in ancestors:
            return


def _is_plain(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in _PLAIN


def _may_be_plain(node: PageElement) -> bool:
    """True if a tag holds plain text, or is one that archives put around it; what mails of HTML hold, they mark up."""
    return isinstance(node, Tag) and (node.name in _PLAIN or node.name in _SECTIONS)


def _lines(nodes: Iterable[PageElement], leave_out: LeaveOut | None) -> Iterator[Line]:
    """The lines of preformatted text; of its tags only links are kept."""
    line: Line = []
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and leave_out is not None and leave_out(node):
            continue
        if isinstance(node, Tag) and node.name == "a" and "\n" not in node.get_text():
            line.append(copy.copy(node))
        elif isinstance(node, Tag) and node.name == "br":
            yield line
            line = []
        elif isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            first, *others = str(node).replace("\r\n", "\n").split("\n")
            line.append(NavigableString(first))
            for other in others:
                yield line
                line = [NavigableString(other)]
    yield line


def _marked(lines: Sequence[Line]) -> Tag:
    """A paragraph, or code."""
    words = [_text(line) for line in lines]
    own = [line for line in words if not line.startswith(_QUOTED)]
    is_code = len(own) == len(words) and sum(map(bool, map(_CODE.match, own))) >= _MOSTLY * len(own)
    marked = Tag(name="pre" if is_code else "p")
    for number, line in enumerate(lines):
        if number:
            marked.append(NavigableString("\n") if is_code else Tag(name="br"))
        for node in line:
            marked.append(node)
    return marked


def _text(line: Line) -> str:
    return "".join(node.get_text() if isinstance(node, Tag) else str(node) for node in line)


class MailThread(Recipe, frozen=True, dict=True):
    """A recipe whose bodies are read as mails: see `read_mail`. A page of the archive without any is a list of threads.

    Where only a style sheet breaks the words of a mail into lines, `quoted` chooses the quotations in them. So it is in
    bodies without a child that `marked_up` chooses.
    """

    quoted: str = ""
    marked_up: str = ""

    def extract(self, document: Document) -> Draft:
        """The thread."""
        draft = super().extract(document)
        article = draft.article
        return replace(
            draft,
            article=replace(article, body=self._read(article.body, article.leave_out)),
            has_none=not (draft.opened or draft.comments),
            comments=[replace(mail, body=self._read(mail.body, mail.leave_out)) for mail in draft.comments],
        )

    def check(self) -> None:
        """Raises ValueError where a selector is not understood."""
        super().check()
        _ = self._is_quote, self._is_marked_up

    @cached_property
    def _is_quote(self) -> LeaveOut:
        return matcher(self.quoted)

    @cached_property
    def _is_marked_up(self) -> LeaveOut:
        return matcher(self.marked_up)

    def _read(self, nodes: Iterable[PageElement], leave_out: LeaveOut | None) -> list[PageElement]:
        if not self.quoted:
            return read_mail(nodes, leave_out)
        return [each for node in nodes for each in (self._lines(node, leave_out) if isinstance(node, Tag) else [node])]

    def _lines(self, body: Tag, leave_out: LeaveOut | None) -> list[PageElement]:
        """The words of a mail that only a style sheet breaks into lines, as paragraphs."""
        if any(isinstance(child, Tag) and self._is_marked_up(child) for child in body.contents):
            return [body]
        found: list[PageElement] = []
        words: list[PageElement] = []
        for child in _without_indent(body.contents):
            if not (isinstance(child, Tag) and self._is_quote(child)):
                words.append(child)
            elif not (leave_out and leave_out(child)):
                quote = Tag(name="blockquote")
                quote.extend(list(mark_up(child.contents, leave_out)))
                found += [*mark_up(words, leave_out), quote]
                words = []
        return [*found, *mark_up(words, leave_out)]


def _without_indent(nodes: Sequence[PageElement]) -> Iterator[PageElement]:
    """The same without the space that the template puts before the words."""
    for index, node in enumerate(nodes):
        yield NavigableString(node.lstrip()) if not index and type(node) is NavigableString else node


_MARC_TELLS: Mapping[str, int] = {
    "pre a[href^='?i=']": 40,
    "pre a[href^='?l='][href*='q=raw']": 60,
    "pre a[href^='?l='][href*='q=mbox']": 20,
}


class Marc:
    """Reads the headers, and the words between them and the links under these."""

    name = "marc"
    tells = _MARC_TELLS
    _article = ArticleRecipe(body="pre")

    def extract(self, document: Document) -> Draft:
        """The mail."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        article = self._article.extract(whole, read_metadata(whole))
        (top,) = article.body
        return only_mail(article, top.contents if isinstance(top, Tag) else (), _is_bold)


def _is_bold(node: PageElement) -> bool:
    """True for the links under the text."""
    return isinstance(node, Tag) and node.name == "b"


_TELLS: Mapping[str, int] = {
    "pre > a[href^='#e'][id^=m]": 60,
    "pre > a[id^=e][href^='#m']": 40,
    "pre > a[href^='#m'][id^=r]": 40,
    "pre#b": 40,
    "a[href$='t.mbox.gz']": 30,
    "pre#R": 20,
}
_BEGINS = compile_lazily(r"m[0-9a-f]{6,}")
_ENDS = compile_lazily(r"e[0-9a-f]{6,}")
_IN_OVERVIEW = compile_lazily(r"r([0-9a-f]{6,})")
_FROM = compile_lazily(r"^From: (.+?) @ (\d{4}-\d\d-\d\d) +(\d{1,2}):(\d\d) UTC", re.MULTILINE)
_BRANCH = compile_lazily(r"(?<! )( *)` [^`]*$")
_INDENT = 2  # spaces for a level in the program's overview


class _Mail(Struct, frozen=True):
    """One mail of a thread: the tag that it is in, the words above its text, and its text as found."""

    element: Tag
    anchor: Tag
    header: str
    links: Sequence[Tag]
    body: Sequence[PageElement]


class PublicInbox:
    """Reads a thread by its overview, in which each mail is indented under the one that it answers."""

    name = "publicinbox"
    tells = _TELLS
    _article = ArticleRecipe(body="pre#b")

    def extract(self, document: Document) -> Draft:
        """The first mail as the article, and the others as answers to it; of a page of one mail, that."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        article = self._article.extract(whole, read_metadata(whole))
        mails = [mail for tag in whole.elements if tag.name == "pre" and (mail := _read(tag))]
        if mails:
            overview = dict(_overview(whole.elements))
            return with_opening(Draft(article, _drafts(mails, overview)), begins=True)
        (top,) = article.body or (document.soup,)
        return only_mail(article, top.contents if isinstance(top, Tag) else (), _ends)


def _read(tag: Tag) -> _Mail | None:
    """The mail in a `<pre>`, None where there is something else in it."""
    anchor = next((child for child in tag.contents if isinstance(child, Tag)), None)
    if anchor is None or anchor.name != "a" or not _BEGINS.fullmatch(attribute(anchor, "id") or ""):
        return None
    return _Mail(tag, anchor, *split_mail(tag.contents, _ends))


def _ends(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "a" and _ENDS.fullmatch(attribute(node, "id") or "") is not None


def _overview(tags: Sequence[Tag]) -> Iterator[tuple[str, tuple[int, Tag]]]:
    """The depth of each mail in the overview of the thread, and its line there."""
    for tag in tags:
        found = _IN_OVERVIEW.fullmatch(attribute(tag, "id") or "") if tag.name == "a" else None
        if found:
            before = tag.previous_sibling
            line = str(before).rpartition("\n")[2].removesuffix("<") if isinstance(before, NavigableString) else ""
            branch = _BRANCH.search(line)
            yield "m" + found[1], (1 + (len(branch[1]) - 1) // _INDENT if branch else 0, tag)


def _drafts(mails: Sequence[_Mail], overview: Mapping[str, tuple[int, Tag]]) -> list[CommentDraft]:
    """The mails, and those that the overview only mentions where others answer them."""
    by_key = {attribute(mail.anchor, "id") or "": _draft(mail) for mail in mails}
    if not all(key in overview for key in by_key):
        parents = parents_by_depth(list(nesting_levels((mail.element for mail in mails), matcher("ul"))))
        return indented(list(by_key.values()), parents)
    indices = {key: by_key.get(key) or _missing(key, line) for key, (_, line) in overview.items()}
    drafts = indented(list(indices.values()), parents_by_depth([depth for depth, _ in overview.values()]))
    answered = {id(draft.parent_element) for draft in drafts}
    return [draft for draft in drafts if draft.status is Status.PRESENT or id(draft.element) in answered]


def _draft(mail: _Mail) -> CommentDraft:
    found = _FROM.search(mail.header)
    link = next((link for link in mail.links if link.get_text() == "permalink"), None)
    return CommentDraft(
        element=mail.element,
        body=tuple(mark_up(mail.body)),
        key=attribute(mail.anchor, "id"),
        author=found[1] if found else None,
        when=f"{found[2]}T{int(found[3]):02}:{found[4]}:00+00:00" if found else None,
        permalink=attribute(link, "href") if link is not None else None,
    )


def _missing(key: str, line: Tag) -> CommentDraft:
    return CommentDraft(element=line, key=key, status=Status.MISSING)


ADAPTERS = (Marc(), PublicInbox())
