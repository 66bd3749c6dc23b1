"""Mails in a page: what an archive marks in the comments of its HTML, and plain text as a page would mark it up.

A recipe for archives that show a whole thread of mails on one page.
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
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft, LeaveOut
from threadreader.importer.html.region import read_metadata, split_regions
from threadreader.importer.html.selector import matcher
from threadreader.importer.platforms.recipe import Recipe
from threadreader.lexicon import compile_lazily

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
