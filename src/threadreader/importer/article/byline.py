"""Byline and lede of an article: author, time and standfirst in the lines near its title and body.

For articles whose author or time is in no known element. The lede is what an article begins with above the element of
its body: a summary, a second title, a caption.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString
from msgspec.structs import replace

from threadreader.importer.article import are_names, chrome_filter, is_boilerplate, is_byline, split_names
from threadreader.importer.article.body import Line, Outline, fold, read_outline
from threadreader.importer.dates import Dates
from threadreader.importer.dates.find import find_times
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.selector import attribute, classes, hyphenate, matcher
from threadreader.importer.html.tree import first_descendants
from threadreader.lexicon import alternatives, compile_lazily

_LEDE_NAME = compile_lazily(
    rf"(?:^|[-_\s])(?:{alternatives('lede_names')})(?:$|[-_\s])",
    re.IGNORECASE,
)
_NAME_ATTRIBUTES = ("id", "itemprop", "data-testid", "data-component", "data-gu-name")
_MIN_LEDE_CHARS, _MIN_PROSE_CHARS = 30, 80  # a marked lede may be short; an unmarked line is a sentence (judgement)
_MAX_LEDE_PARENTS = 8  # bounds the time; the name of a lede is on a wrapper (judgement)


def find_lede(outline: Outline, start: int, end: int) -> Iterator[Tag]:
    """The blocks of the lede among the lines after the title and before the element of the body."""
    body = outline.lines[end].index if end < len(outline.lines) else 0
    rest = "".join(line.key for line in outline.lines[end : end + 3])
    yielded: set[int] = set()
    chrome = chrome_filter()
    for line in outline.lines[start:end]:
        if id(line.block) in yielded or line.key in rest or line.linked * 2 > len(line.text) or is_byline(line.text):
            continue
        ancestors = list(_ancestors(outline, line, body))
        is_plain = not any(map(chrome, ancestors))
        if not any(map(is_boilerplate, ancestors)) and _is_of_article(line, ancestors, is_plain=is_plain):
            yielded.add(id(line.block))
            yield line.block


def _ancestors(outline: Outline, line: Line, body: int) -> Iterator[Tag]:
    """The block of a line, and its ancestors that do not contain the body."""
    index = line.index
    for _ in range(_MAX_LEDE_PARENTS):
        if index <= 0 or index <= body < outline.ends[index]:
            return
        yield outline.elements[index]
        index = outline.parents[index]


def _is_of_article(line: Line, ancestors: Sequence[Tag], *, is_plain: bool) -> bool:
    """True if a line above the body belongs to it; it `is_plain` if it is in no site chrome."""
    if line.block.name == "figcaption":
        return is_plain
    if len(line.text) >= _MIN_LEDE_CHARS and not find_times(line.text) and any(map(_is_named_lede, ancestors)):
        return True
    return line.block.name == "p" and len(line.text) >= _MIN_PROSE_CHARS and is_plain


def _is_named_lede(element: Tag) -> bool:
    names = (*classes(element), *(attribute(element, name) or "" for name in _NAME_ATTRIBUTES if name in element.attrs))
    return any(_LEDE_NAME.search(hyphenate(name)) for name in names)


_IS_CHROME = matcher(
    "nav, form, aside, dialog, .widget, .sidebar, #sidebar, .related, .cookie, .breadcrumb, .breadcrumbs"
)
# Characters of a byline.
_MAX_BYLINE_CHARS = 150

# Lines that are searched before the title, between it and the body, at the ends of the body, and after it.
_LINES_BEFORE, _LINES_BETWEEN, _LINES_INSIDE, _LINES_BELOW = 4, 12, 3, 4

# Characters of the words around name and time in a byline, which are no links: "Posted by ... on", "Filed under".
_MAX_LABEL_CHARS = 20

_MAX_BYLINE_PARENTS, _MAX_INLINE, _MAX_NODES = 2, 12, 200  # elements around, in and under a byline: bound the time
_UPDATED = compile_lazily(alternatives("updated"), re.IGNORECASE)
_META_NAME = compile_lazily(r"meta|posted|publi|byline|dateline|footer|info", re.IGNORECASE)
_AUTHOR_CLASS = compile_lazily(
    rf"(?:^|[-_\s])(?:{alternatives('byline_names')})(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_NICKNAME = compile_lazily(r"[^\W\d]\w{1,30}")
_ZONE = compile_lazily(r"^\s*[A-Z]{2,4}(?!\w)")
_JOINTS = " \t,;:|/\u00b7\u2022\u2013\u2014-()[]\u300c\u300d\uff5c"
_LABEL = compile_lazily(r"[^\W\d_]+:\s*$")


def add_byline(draft: Draft, document: Document) -> Draft:
    """The draft; its article with lede, and with authors and time where it has none."""
    article = draft.article
    if draft.opened or not article.title or not article.body:
        return draft
    of_comments = {id(comment.element) for comment in draft.comments}
    outline = read_outline(document.soup, lambda element: id(element) in of_comments or _IS_CHROME(element))
    inside = _lines_in(outline, article)
    if not inside:
        return draft
    title = _title(outline, article, inside)
    lines, below = list(_lines_above(outline, title, inside)), list(_lines_below(outline, inside))
    if not article.authors:
        authors = next(filter(None, (_authors(outline, line) for line in (*lines, *below))), ())
        article = replace(article, authors=authors)
    if not _is_time(article.when_text, document, article.when, fitting=[article.when_text]):
        comment_times = {key for comment in draft.comments if (key := fold(comment.when_text or ""))}
        lines += [line for line in below if not any(key in line.key for key in comment_times)]
        when = next(filter(None, (_time(outline, line, document) for line in lines)), None)
        article = replace(article, when=None, when_text=when) if when else article
    shown = set(_shown_above(outline, inside, article, document))
    left = article.leave_out
    if shown:
        article = replace(article, leave_out=lambda tag: id(tag) in shown or (left is not None and left(tag)))
    if title is not None:
        article = replace(article, body=(*find_lede(outline, title + 1, inside.start), *article.body))
    return replace(draft, article=article)


def _shown_above(outline: Outline, inside: range, article: ArticleDraft, document: Document) -> Iterator[int]:
    """The blocks (by identity) that the body begins with and that say only what is shown as the article's byline."""
    written = _day(article.when_text, document, article.when)
    for number in islice(inside, _LINES_INSIDE):
        line = outline.lines[number]
        index = line.index
        rows = outline.lines[max(inside.start, number - 1) : number + 2]
        is_alone = sum(index <= row.index < outline.ends[index] for row in rows) == 1
        if not (is_alone and _may_be_metadata(line)) or _UPDATED.search(line.text):
            continue
        rest = _without_times(line.text)
        times = [match.text for match in find_times(line.text)]
        names = [name for name, _ in article.authors if name in rest]
        named = sum(map(len, map(fold, names)))
        is_of_day = bool(times) and written is not None and _day(times[0], document, fitting=times) == written
        labels = len(fold(rest)) - max(named, line.linked)
        is_shown = bool(names) if is_byline(rest) else is_of_day
        is_bare = labels <= _MAX_LABEL_CHARS and not any(map(str.isdigit, rest))
        if is_bare and is_shown and (is_of_day or not times):
            yield id(line.block)


def _title(outline: Outline, article: ArticleDraft, inside: range) -> int | None:
    """The number of the title's line, the last one before the body."""
    title = fold(article.title or "")
    return next((number for number in reversed(range(inside.start)) if outline.lines[number].key == title), None)


def _lines_above(outline: Outline, title: int | None, inside: range) -> Iterator[Line]:
    """The short lines near the title and at the beginning of the body, the likeliest bylines first."""
    lines = outline.lines
    if title is not None:
        yield from islice(filter(_is_short, lines[title + 1 : inside.start]), _LINES_BETWEEN)
        yield from islice(filter(_is_short, reversed(lines[max(0, title - _LINES_BEFORE) : title])), _LINES_BEFORE)
    yield from islice(takewhile(_is_short, lines[inside.start : inside.stop]), _LINES_INSIDE)


def _lines_below(outline: Outline, inside: range) -> Iterator[Line]:
    """The short lines at the end of the body and below it."""
    lines = outline.lines
    yield from (line for line in lines[inside.stop - 1 : inside.stop] if _is_meta(line.block))
    yield from islice(takewhile(_is_short, reversed(lines[inside.start : inside.stop])), _LINES_INSIDE)
    yield from islice(takewhile(_may_be_metadata, lines[inside.stop :]), _LINES_BELOW)


def _lines_in(outline: Outline, article: ArticleDraft) -> range:
    """The numbers of the lines in the body."""
    indices = [outline.indices[id(node)] for node in article.body if id(node) in outline.indices]
    if not indices:
        return range(0)
    start, end = min(indices), max(outline.ends[index] for index in indices)
    numbers = [number for number, line in enumerate(outline.lines) if start <= line.index < end]
    return range(numbers[0], numbers[-1] + 1) if numbers else range(0)


def _is_of_author(element: Tag) -> bool:
    """True if an element is named as that of an author."""
    names = " ".join(map(hyphenate, classes(element)))
    roles = f"{attribute(element, 'rel') or ''} {attribute(element, 'itemprop') or ''}".split()
    return bool(_AUTHOR_CLASS.search(names)) or "author" in roles


def _is_meta(block: Tag) -> bool:
    """True if a block is named as metadata of the article."""
    return any(map(_META_NAME.search, (*classes(block), *(classes(block.parent) if block.parent else ()))))


def _is_short(line: Line) -> bool:
    return len(line.text) <= _MAX_BYLINE_CHARS


def _may_be_metadata(line: Line) -> bool:
    """True if a line may be about an article: a heading is of its text, and one below it of something else."""
    return _is_short(line) and line.block.name not in HEADINGS


def _time(outline: Outline, line: Line, document: Document) -> str | None:
    """The text of a line that is the time of first publication, with its year."""
    inline = filter(None, (_short_text(element) for element in _inline(outline, line)))
    for text in dict.fromkeys((*inline, line.text[:_MAX_BYLINE_CHARS])):
        for match in find_times(text):
            before = text[: match.start]
            label = _LABEL.search(before)
            if _UPDATED.search(label[0] if label else before):
                continue
            time = match.text.strip()
            # Of all languages only what is surely a time is tried in: names next to it belong to none.
            if _is_time(text, document, fitting=()):
                return text
            if _is_time(time, document, fitting=[time]):
                return time
    return None


def _is_time(
    text: str | None, document: Document, machine: str | None = None, *, fitting: Sequence[str | None]
) -> bool:
    """True if a time is parsed, in the page's language or in that of some times."""
    return _day(text, document, machine, fitting=fitting) is not None


def _day(
    text: str | None, document: Document, machine: str | None = None, *, fitting: Sequence[str | None] = ()
) -> str | None:
    """The day of a time, if it is parsed."""
    moment = Dates(document.language, shown=fitting).read(text, machine)
    return moment.at.isoformat()[:10] if moment is not None and moment.at is not None else None


def _authors(outline: Outline, line: Line) -> Sequence[tuple[str, str | None]]:
    """The names in a line that begins like a byline, or is marked as that of an author."""
    text = _without_times(line.text)
    inline = list(_inline(outline, line))
    if not is_byline(text):
        marked = next((element for element in inline if _is_of_author(element)), None)
        if marked is None:
            return ()
        text = _without_times(_short_text(marked))
        if _NICKNAME.fullmatch(text):
            return [(text, attribute(marked, "href"))]
    names = split_names(text)
    if not are_names(names):
        return ()
    links = {_short_text(element): attribute(element, "href") for element in inline if element.name == "a"}
    return [(name, links.get(name)) for name in names]


def _without_times(text: str) -> str:
    """A line without its times, and without the lower-case words and signs next to them."""
    for match in reversed(find_times(text)):
        before, behind = text[: match.start].split(), text[match.end :]
        while before and before[-1].strip(_JOINTS).islower() and len(before) > 1:
            before.pop()
        text = f"{' '.join(before)} {_ZONE.sub('', behind.removeprefix('.'))}"
    return " ".join(text.split()).strip(_JOINTS)


def _inline(outline: Outline, line: Line) -> Iterator[Tag]:
    """The block of a line, if it has no other text, its closest ancestors, and the first elements inside it."""
    index = line.index
    inside = islice(outline.elements[index : outline.ends[index]], _MAX_INLINE)
    yield from (element for element in inside if fold(element.get_text()) in line.key)
    for _ in range(_MAX_BYLINE_PARENTS):
        index = outline.parents[index]
        if index > 0 and _short_text(outline.elements[index]):
            yield outline.elements[index]


def _short_text(element: Tag) -> str:
    """The text of an element, empty if it is longer than a byline."""
    nodes = list(first_descendants(element, _MAX_NODES))
    text = " ".join(" ".join(node for node in nodes if type(node) is NavigableString).split())
    return text if len(nodes) < _MAX_NODES and len(text) <= _MAX_BYLINE_CHARS else ""
