"""What the lines around an article say: who wrote it and when, where no known tag does, and how it begins.

What an article begins with above the tag that holds its words: a summary, a second title, a picture's words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.article import is_aside, is_chrome, is_led, looks_like_names, names_in
from threadreader.importer.article.body import MOST_TAGS
from threadreader.importer.article.outline import Line, Outline, fold, read_outline
from threadreader.importer.dates import Dates
from threadreader.importer.dates.find import times_in
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.html.selector import attribute, chooser, classes, hyphened
from threadreader.importer.html.tree import first_in

_LEAD = re.compile(
    r"(?:^|[-_\s])(?:lead|lede|leadin|teaser|intro\w{0,8}|standfirst|summary|sub-?(?:title|head(?:ing|line)?)|excerpt|abstract"
    r"|deck|dek|desc(?:ription)?|preamble|vorspann|anrisstext|chapo|entradilla|bajada|sommario|occhiello|ingress|manchet|inleiding|zajawka|lid)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_NAMING = ("id", "itemprop", "data-testid", "data-component", "data-gu-name")
_SHORT, _SENTENCE = 30, 80
_MAX_LEDE_PARENTS = 8


def find_lead(outline: Outline, start: int, end: int) -> Iterator[Tag]:
    """The blocks of the article among the lines after its title and before the tag that holds the rest of it."""
    body = outline.places[id(outline.lines[end].block)] if end < len(outline.lines) else 0
    rest = "".join(line.key for line in outline.lines[end : end + 3])
    given: set[int] = set()
    chrome = is_chrome()
    for line in outline.lines[start:end]:
        if id(line.block) in given or line.key in rest or line.linked * 2 > len(line.text) or is_led(line.text):
            continue
        around = list(_around(outline, line, body))
        if not any(map(is_aside, around)) and _is_of_article(line, around, is_plain=not any(map(chrome, around))):
            given.add(id(line.block))
            yield line.block


def _around(outline: Outline, line: Line, body: int) -> Iterator[Tag]:
    """The block of a line, and what is around it but not around the body."""
    place = outline.places[id(line.block)]
    for _ in range(_MAX_LEDE_PARENTS):
        if place <= 0 or place <= body < outline.ends[place]:
            return
        yield outline.tags[place]
        place = outline.parents[place]


def _is_of_article(line: Line, around: Sequence[Tag], *, is_plain: bool) -> bool:
    """Whether a line above the words is theirs; it `is_plain` where it is in nothing that sites put around."""
    if line.block.name == "figcaption":
        return is_plain
    if len(line.text) >= _SHORT and not times_in(line.text) and any(map(_is_called_lead, around)):
        return True
    return line.block.name == "p" and len(line.text) >= _SENTENCE and is_plain


def _is_called_lead(tag: Tag) -> bool:
    names = (*classes(tag), *(attribute(tag, name) or "" for name in _NAMING if name in tag.attrs))
    return any(_LEAD.search(hyphened(name)) for name in names)


_AROUND = "nav, form, aside, dialog, .widget, .sidebar, #sidebar, .related, .cookie, .breadcrumb, .breadcrumbs"
_LONGEST = 150
"""A line that says who and when has no more characters than this."""

_BEFORE, _BETWEEN, _INSIDE, _BEHIND = 4, 12, 3, 4
"""So many lines are looked at before the title, between it and the words, of these, and behind them."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAX_BYLINE_PARENTS, _MOST_INLINE, _MOST_NODES = 2, 12, 200
_CHANGED = re.compile(
    r"updat|modif|edited|changed|aktualis|geändert|mis à jour|maj |actualizad|atualizad|aggiornat|bijgewerkt|aktualiz"
    r"|обновл|更新|수정",
    re.IGNORECASE,
)
_META = re.compile(r"meta|posted|publi|byline|dateline|footer|info", re.IGNORECASE)
_WRITER = re.compile(
    r"(?:^|[-_\s])(?:authors?|autor\w{0,3}|auteurs?|verfasser|by-?line|writers?|firma|reda[ck]t\w*|reporter|journalist|posted-?by)"
    r"(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_NICKNAME = re.compile(r"[^\W\d]\w{1,30}")
_ZONE = re.compile(r"^\s*[A-Z]{2,4}(?!\w)")
_JOINTS = " \t,;:|/\u00b7\u2022\u2013\u2014-()[]\u300c\u300d\uff5c"
_LABEL = re.compile(r"[^\W\d_]+:\s*$")


def with_surroundings(draft: Draft, document: Document) -> Draft:
    """The same draft; its article with the lead above its words, and where it has none with writers and a time."""
    article = draft.article
    if draft.opened or not article.title or not article.body:
        return draft
    outline = read_outline(document.soup, _leaving_out(draft), MOST_TAGS)
    inside = _numbers_in(outline, article) if outline is not None else range(0)
    if outline is None or not inside:
        return draft
    title = _title(outline, article, inside)
    lines, below = list(_lines_above(outline, title, inside)), list(_lines_below(outline, inside))
    if not article.authors:
        authors = next(filter(None, (_writers(outline, line) for line in (*lines, *below))), ())
        article = replace(article, authors=authors)
    if not _reads(article.when_text, document, article.when, fitting=[article.when_text]):
        theirs = {key for comment in draft.comments if (key := fold(comment.when_text or ""))}
        lines += [line for line in below if not any(key in line.key for key in theirs)]
        when = next(filter(None, (_time(outline, line, document) for line in lines)), None)
        article = replace(article, when=None, when_text=when) if when else article
    if title is not None:
        article = replace(article, body=(*find_lead(outline, title + 1, inside.start), *article.body))
    return replace(draft, article=article)


def _leaving_out(draft: Draft) -> Callable[[Tag], bool]:
    theirs = {id(comment.element) for comment in draft.comments}
    is_around = chooser(_AROUND)
    return lambda tag: id(tag) in theirs or is_around(tag)


def _title(outline: Outline, article: ArticleDraft, inside: range) -> int | None:
    """The number of the line with the title, the last one before the body."""
    title = fold(article.title or "")
    return next((number for number in reversed(range(inside.start)) if outline.lines[number].key == title), None)


def _lines_above(outline: Outline, title: int | None, inside: range) -> Iterator[Line]:
    """The short lines around the title and at the beginning of the words, the likeliest to say who and when first."""
    lines = outline.lines
    if title is not None:
        yield from islice(_short(lines[title + 1 : inside.start]), _BETWEEN)
        yield from islice(_short(reversed(lines[max(0, title - _BEFORE) : title])), _BEFORE)
    yield from islice(takewhile(_is_short, lines[inside.start : inside.stop]), _INSIDE)


def _lines_below(outline: Outline, inside: range) -> Iterator[Line]:
    """The short lines at the end of the words and below them."""
    lines = outline.lines
    yield from (line for line in lines[inside.stop - 1 : inside.stop] if _is_meta(line.block))
    yield from islice(takewhile(_is_short, reversed(lines[inside.start : inside.stop])), _INSIDE)
    yield from islice(takewhile(_is_behind, lines[inside.stop :]), _BEHIND)


def _numbers_in(outline: Outline, article: ArticleDraft) -> range:
    """The numbers of the lines in the body."""
    places = [outline.places[id(node)] for node in article.body if id(node) in outline.places]
    if not places:
        return range(0)
    start, end = min(places), max(outline.ends[place] for place in places)
    found = [number for number, line in enumerate(outline.lines) if start <= outline.places[id(line.block)] < end]
    return range(found[0], found[-1] + 1) if found else range(0)


def _is_of_writer(tag: Tag) -> bool:
    """Whether a tag is called one that says who wrote an article."""
    called = " ".join(map(hyphened, classes(tag)))
    said = f"{attribute(tag, 'rel') or ''} {attribute(tag, 'itemprop') or ''}".split()
    return bool(_WRITER.search(called)) or "author" in said


def _is_meta(block: Tag) -> bool:
    """Whether a block says of itself that it is about the article."""
    return any(map(_META.search, (*classes(block), *(classes(block.parent) if block.parent else ()))))


def _short(lines: Iterable[Line]) -> Iterator[Line]:
    return filter(_is_short, lines)


def _is_short(line: Line) -> bool:
    return len(line.text) <= _LONGEST


def _is_behind(line: Line) -> bool:
    """Whether a line below an article may be about it: under a heading it is about something else."""
    return _is_short(line) and line.block.name not in _HEADINGS


def _time(outline: Outline, line: Line, document: Document) -> str | None:
    """The words of a line that say when the article was first there, with its year."""
    inline = filter(None, (_words_in(tag) for tag in _inline(outline, line)))
    for text in dict.fromkeys((*inline, line.text[:_LONGEST])):
        for found in times_in(text):
            before = text[: found.start()]
            label = _LABEL.search(before)
            if _CHANGED.search(label[0] if label else before):
                continue
            time = found[0].strip()
            # Of all languages only what is surely a time is tried in: names beside it are words of none.
            if _reads(text, document, fitting=()):
                return text
            if _reads(time, document, fitting=[time]):
                return time
    return None


def _reads(words: str | None, document: Document, machine: str | None = None, *, fitting: Sequence[str | None]) -> bool:
    """Whether a time is understood, in the page's language or in the one of some times."""
    moment = Dates(document.language, shown=fitting).read(words, machine)
    return moment is not None and moment.at is not None


def _writers(outline: Outline, line: Line) -> Sequence[tuple[str, str | None]]:
    """The names in a line that is about the writers by its first words, or is marked as a name."""
    words = _without_times(line.text)
    inline = list(_inline(outline, line))
    if not is_led(words):
        marked = next((tag for tag in inline if _is_of_writer(tag)), None)
        if marked is None:
            return ()
        words = _without_times(_words_in(marked))
        if _NICKNAME.fullmatch(words):
            return [(words, attribute(marked, "href"))]
    names = names_in(words)
    if not looks_like_names(names):
        return ()
    links = {_words_in(tag): attribute(tag, "href") for tag in inline if tag.name == "a"}
    return [(name, links.get(name)) for name in names]


def _without_times(text: str) -> str:
    """A line without its times, and without the small words and signs that stand before and behind these."""
    for found in reversed(times_in(text)):
        before, behind = text[: found.start()].split(), text[found.end() :]
        while before and before[-1].strip(_JOINTS).islower() and len(before) > 1:
            before.pop()
        text = f"{' '.join(before)} {_ZONE.sub('', behind)}"
    return " ".join(text.split()).strip(_JOINTS)


def _inline(outline: Outline, line: Line) -> Iterator[Tag]:
    """The tag that a line stands in, where it says no more, what is closely around it, and the first inside it."""
    place = outline.places[id(line.block)]
    inside = islice(outline.tags[place : outline.ends[place]], _MOST_INLINE)
    yield from (tag for tag in inside if fold(tag.get_text()) in line.key)
    for _ in range(_MAX_BYLINE_PARENTS):
        place = outline.parents[place]
        if place > 0 and _words_in(outline.tags[place]):
            yield outline.tags[place]


def _words_in(tag: Tag) -> str:
    """The words in a tag; none where these are more than a line that says who and when has."""
    nodes = list(first_in(tag, _MOST_NODES))
    words = " ".join(" ".join(node for node in nodes if type(node) is NavigableString).split())
    return words if len(nodes) < _MOST_NODES and len(words) <= _LONGEST else ""
