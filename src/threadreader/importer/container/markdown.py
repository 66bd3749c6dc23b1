"""Notes: threads that `export --format markdown` wrote, as the page that `export --format html` would write of them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING

from threadreader.dataclass import dataclass, field
from threadreader.importer.container.base import Container, Source, original_bytes, read_whole
from threadreader.importer.container.provenance import http_url, parse_saver_time
from threadreader.lexicon import compile_lazily
from threadreader.model.page import EXPORT_ADAPTER

if TYPE_CHECKING:
    from markdown_it.token import Token

KIND = "threadreader markdown"

_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n((?:[^\r\n]*\r?\n){0,60}?)---[ \t]*\r?\n")
_GENERATOR = re.compile(b"^generator: *[\"']?%b[\"']? *\r?$" % EXPORT_ADAPTER.encode(), re.MULTILINE)
_MEMBER = compile_lazily(r"(\w+): *(.*)")
_ITEM = compile_lazily(r"\s*- +(.*)")

# Quotations, lists and items in one another, each two deep: as many as a body may nest, and more are text.
_MAX_NESTING = 200

_ANCHOR = compile_lazily(r'<a id="\^(article|reply-(\d+))((?:-\d+)*)"((?: [\w-]+="[^"]*")*)>')
_ABOVE = compile_lazily(r"#\^reply-(\d+)")
_ATTRIBUTE = compile_lazily(r' ([\w-]+)="([^"]*)"')
_BLOCK_ID = compile_lazily(r" ?\^(?:reply-\d+|article)(?:-\d+)*$")
_NUMBER = compile_lazily(r"#\d+ ?")
_OP, _REPLIES = " (OP)", "Replies"
_COMMENT = ' itemprop="comment" itemscope="" itemtype="https://schema.org/Comment"'
_PICTURE = '<span class="image">'
_TAGS_OF_CITE = 2
_EMPTY_HEAD = compile_lazily(r"<thead>\n<tr>\n(?:<th></th>\n)+</tr>\n</thead>\n")
# What keeps programs that run notes from running this one.
_APART = "\N{WORD JOINER}"
_KEPT_APART = compile_lazily(rf"(?<=<){_APART}(?=%)|(?<=^){_APART}(?=\s*\$?=)")


def is_note(start: bytes) -> bool:
    """True if a file begins as an export as Markdown, also one whose front matter another program wrote anew."""
    front = _FRONT_MATTER.match(start)
    return front is not None and _GENERATOR.search(front[1]) is not None


def open_note(source: Source) -> Iterator[Container]:
    """The note as a page."""
    data = read_whole(source)
    front = _FRONT_MATTER.match(data)
    assert front is not None, "that is known of its beginning"
    facts = _members(front[1].decode("utf-8", "replace"))
    url, saved_at = http_url(_first(facts, "source")), parse_saver_time(_first(facts, "saved"))
    html = "\n".join(_page(facts, url, data[front.end() :].decode("utf-8", "replace")))
    yield Container(KIND, html.encode(), "utf-8", url, saved_at, file=original_bytes(source, data))


def _members(front: str) -> Mapping[str, Sequence[str]]:
    """The members of front matter that are words, numbers or lists of them, each as a list."""
    members: dict[str, list[str]] = {}
    values: list[str] = []
    for line in front.splitlines():
        member, item = _MEMBER.fullmatch(line.rstrip()), _ITEM.fullmatch(line.rstrip())
        if member:
            values = members[member[1]] = _values(member[2])
        elif item:
            values += _values(item[1])
    return members


def _first(members: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a member, "" without any."""
    return next(iter(members.get(name, ())), "")


def _values(yaml: str) -> list[str]:
    try:
        value = json.loads(yaml)
    except ValueError:
        value = yaml.strip("'")
    return [_restored(str(each)) for each in (value if isinstance(value, list) else [value]) if each != ""]


def _restored(text: str) -> str:
    """Text without what keeps it from being run."""
    return _KEPT_APART.sub("", text) if _APART in text else text


@dataclass(slots=True)
class _Part:
    """The article or a reply: its heading, its line of facts, and the tokens of its body."""

    heading: "Token"
    facts: "Token"
    number: int  # 0 is the article
    attributes: Mapping[str, str]
    body: "list[Token]" = field(default_factory=list)

    @property
    def kinds(self) -> Sequence[str]:
        return self.attributes.get("class", "").split()


def _page(facts: Mapping[str, Sequence[str]], url: str | None, markdown: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    # Addresses stay as they were written; those that a terminal must not open are left out of any page.
    parser.normalizeLink = str  # type: ignore[assignment,method-assign]
    parser.validateLink = bool  # type: ignore[assignment,method-assign]
    parts = list(_parts(parser.parse(markdown)))
    ids = {part.number: part.attributes.get("data-id", "") for part in parts}
    yield f'<!doctype html>\n<html lang="{escape(_first(facts, "lang"))}"><head><meta charset="utf-8">'
    yield '<meta name="generator" content="threadreader">'
    if site := _first(facts, "site"):
        yield f'<meta property="og:site_name" content="{escape(site)}">'
    if url:
        yield f'<link rel="canonical" href="{escape(url)}">'
    yield f"<title>{escape(_first(facts, 'page') or _first(facts, 'title'))}</title></head><body>"
    yield '<main itemscope="" itemtype="https://schema.org/DiscussionForumPosting">'
    for part in parts:
        yield from _reply(part, ids) if part.number else _article(part, facts)
        # A body becomes HTML by itself, so that no tag in one is open in the next.
        body = [] if "wordless" in part.kinds else list(_body(part.body))
        html = _EMPTY_HEAD.sub("", parser.renderer.render(body, parser.options, {}))
        yield f'<div class="text" itemprop="text">{html}</div></article>'
    if count := _first(facts, "count"):
        yield f'<p>The page counts <span class="count">{escape(count)}</span> replies.</p>'
    yield "</main></body></html>"


def _parts(tokens: "Sequence[Token]") -> "Iterator[_Part]":
    """The article and the replies; what is before the first is of none."""
    part, index = None, 0
    while index < len(tokens):
        found = _head(tokens, index)
        if found is None:
            if part:
                part.body.append(tokens[index])
            index += 1
            continue
        if part:
            if not part.number and [token.content for token in part.body[-2:-1]] == [_REPLIES]:
                del part.body[-3:]
            yield part
        part, index = found, index + 6
    if part:
        yield part


def _head(tokens: "Sequence[Token]", index: int) -> _Part | None:
    """The heading and the line of facts at an index, which are six tokens."""
    if tokens[index].type != "heading_open" or tokens[index].level or index + 5 >= len(tokens):
        return None
    heading, facts = tokens[index + 1], tokens[index + 4]
    anchor = _anchor(facts) if facts.type == "inline" else None
    if anchor is None or anchor[3]:
        return None
    attributes = {name: _restored(unescape(value)) for name, value in _ATTRIBUTE.findall(anchor[4])}
    return _Part(heading, facts, int(anchor[2] or 0), attributes)


def _anchor(inline: "Token") -> re.Match[str] | None:
    children = _children(inline)
    return _ANCHOR.fullmatch(children[0].content) if children and children[0].type == "html_inline" else None


def _article(part: _Part, facts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    links = dict(_links(part.facts))
    byline = [_author(name, links.get(name)) for name in facts.get("author", ())]
    if date := _first(facts, "date"):
        byline.append(_time(date))
    title = _first(facts, "title") or _text(part.heading)
    yield f'<article><header><h1 itemprop="headline">{escape(title)}</h1><p class="byline">{" · ".join(byline)}</p>'
    yield "</header>"


def _reply(part: _Part, ids: Mapping[int, str]) -> Iterator[str]:
    attributes, kinds = part.attributes, part.kinds
    links = list(_links(part.facts))
    answered = [_ABOVE.fullmatch(address) for _, address in links]
    parent = next((ids.get(int(above[1])) for above in answered if above), None)
    name, by_op = _NUMBER.sub("", _text(part.heading), count=1), "op" in kinds
    own = f' data-id="{escape(attributes.get("data-id", ""))}"' if "missing" not in kinds else ""
    above = f' data-parent="{escape(parent)}"' if parent else ""
    yield f'<article class="{escape(" ".join(["reply", *kinds]))}"{own}{above}{_COMMENT}><header>'
    if "nobody" not in kinds:
        url = next((address for _, address in _links(part.heading)), None)
        yield _author(name.removesuffix(_OP) if by_op else name, url)
    if by_op:
        yield '<span class="op">OP</span>'
    if "data-time" in attributes:
        yield _time(attributes["data-time"])
    permalinks = [address for (_, address), above in zip(links, answered, strict=True) if not above]
    yield from (f'<a class="permalink" href="{escape(address)}">link</a>' for address in permalinks[:1])
    if "data-score" in attributes:
        yield f'score <span itemprop="upvoteCount">{escape(attributes["data-score"])}</span>'
    yield "</header>"


def _author(name: str, url: str | None) -> str:
    name = f'<bdi itemprop="name">{escape(name)}</bdi>'
    link = f'<a itemprop="url" href="{escape(url)}">{name}</a>' if url else name
    return f'<span class="author" itemprop="author" itemscope="" itemtype="https://schema.org/Person">{link}</span>'


def _time(written: str) -> str:
    if not (written[:4].isdecimal() and written[4:5] == "-"):
        return f'<span class="time">{escape(written)}</span>'
    return f'<time itemprop="datePublished" datetime="{escape(written)}"></time>'


def _text(inline: "Token") -> str:
    """The words of a line."""
    return _restored("".join(child.content for child in inline.children or [] if child.type in {"text", "code_inline"}))


def _links(inline: "Token") -> Iterator[tuple[str, str]]:
    """The words and the address of each link of a line."""
    address, words = None, ""
    for child in inline.children or []:
        if child.type == "link_open":
            address, words = str(child.attrs.get("href", "")), ""
        elif child.type == "link_close" and address is not None:
            yield words, address
            address = None
        else:
            words += child.content


def _body(tokens: "Sequence[Token]") -> "Iterator[Token]":
    """The tokens of a body without ids of blocks and links of quotations; attributions are in their quotations."""
    held: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type == "paragraph_open" and tokens[index].type == "inline":
            paragraph = [token, tokens[index], tokens[index + 1]]
            index += 2
            _clean(paragraph[1])
            if _is_attribution(paragraph[1]) and index < len(tokens) and tokens[index].type == "blockquote_open":
                cite = _ATTRIBUTE.search(_children(paragraph[1])[0].content)
                if cite:
                    tokens[index].attrs["data-cite"] = _restored(unescape(cite[2]))
                token.attrs["class"] = "attribution"
                held = paragraph if len(_children(paragraph[1])) > _TAGS_OF_CITE else []
            elif not _is_source(paragraph[1]) and paragraph[1].children:
                yield from paragraph
            continue
        token.content = _restored(token.content)
        _clean(token)
        yield token
        yield from held
        held = []


def _clean(inline: "Token") -> None:
    """Take the id of a block out of a line, and what keeps its words from being run."""
    children = _children(inline)
    if _anchor(inline):
        del children[:2]
        if children and children[-1].type == "text":
            children[-1].content = _BLOCK_ID.sub("", children[-1].content)
            if not children[-1].content:
                del children[-1]
    for index, child in enumerate(children):
        child.content = _restored(child.content)
        if child.content == _PICTURE:
            _restore_picture(children, index)


def _restore_picture(children: "list[Token]", index: int) -> None:
    """Put a picture in place of the link to it: nothing fetches it from the page that a note becomes."""
    end = next((end for end in range(index, len(children)) if children[end].content == "</span>"), None)
    if end is None:
        return
    inner = children[index + 1 : end]
    source = next((str(child.attrs.get("href", "")) for child in inner if child.type == "link_open"), "")
    alt = "".join(child.content for child in inner).removeprefix("(").removeprefix("image").removeprefix(": ")
    image = f'<img src="{escape(source)}" alt="{escape(alt if source else alt.removesuffix(")"))}">'
    behind = children[end + 1 :]
    if [child.content for child in behind[1:2] + behind[-1:]] == ["<em>", "</em>"]:
        behind[1].content, behind[-1].content = "<figcaption>", "</figcaption></figure>"
        image = f"<figure>{image}"
    children[index].content = image
    del children[index + 1 : end + 1]


def _is_attribution(inline: "Token") -> bool:
    children = _children(inline)
    return bool(children) and children[0].content.startswith("<cite") and children[-1].content == "</cite>"


def _children(inline: "Token") -> "list[Token]":
    return inline.children or []


def _is_source(inline: "Token") -> bool:
    """True for the link of a quotation to its source: no other link leads to a block."""
    return any(address.startswith("#^") for _, address in _links(inline))
