"""The article over the comments of a dump, or the whole of a text without any: its title, byline and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadreader.importer.records.times import times_in
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.stamps import name_in
from threadreader.importer.textdump.words import ABOUT, COUNT

_QUOTED = re.compile(
    r"[\u201c\"\u00ab\u201e\u2018\u300c\u300a](.{3,300}?)(?:[\u201d\"\u00bb\u2019\u300d\u300b]?\W{0,12})$"
)
_HEAD = re.compile(r"Link: |#?\[?\d*\]?alternate\b")
"""What links and lynx write for what a page names in its head."""

_LONGEST_QUOTED = 320
"""Characters: a title between quotation marks with these, and what follows it, has no more."""

_LONG = 120
"""Characters: a paragraph with more is of an article; what has less before the first of these is over it."""

_LONGEST_TITLE = 200
_BYLINE = 100
_SEARCHED = 12
_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Story:
    """A title, who wrote it and when, and the lines with the words."""

    title: str | None
    places: Sequence[int]
    author: str | None = None
    when: str | None = None


def find_story(lines: Lines, end: int, heading: str) -> Story:
    """The article on the lines before one; `heading` is what counts the comments, empty where nothing does."""
    quoted = _QUOTED.search(heading[-_LONGEST_QUOTED:])
    title, below = _titled(lines, end, quoted[1].strip() if quoted else None)
    first, author, when = _byline(lines, below, end)
    return Story(title, range(first, _without_about(lines, first, end)), author, when)


def whole_story(lines: Lines) -> Story:
    """A text without comments as an article: its first line is the title where it is no paragraph."""
    filled = (place for place, line in enumerate(lines.all) if line.text and not _HEAD.match(line.text))
    first = next(filled, None)
    if first is None:
        return Story(None, ())
    line = lines.all[first]
    is_title = len(line.text) <= _LONG and not lines.is_full(first)
    if _begins_with_menu(lines, first):
        return Story(_titled(lines, len(lines.all), None)[0], range(first, len(lines.all)))
    return Story(line.text[:_LONG], range(first + is_title, len(lines.all)))


def _begins_with_menu(lines: Lines, first: int) -> bool:
    """Whether a list stands over the words, as that of a site's parts does."""
    over = next((each.start for each in _paragraphs(lines, len(lines.all)) if _size(lines, each) >= _LONG), first)
    return sum(line.column >= 0 for line in lines.all[first:over]) > _BETWEEN


def _titled(lines: Lines, end: int, quoted: str | None) -> tuple[str | None, int]:
    """The title, and the line below it."""
    if quoted:
        wanted = _folded(quoted)
        for place in range(end):
            if wanted and _folded(lines.all[place].text) == wanted:
                return quoted, place + 1
            two = _folded(lines.all[place].text + lines.all[place + 1].text) if place + 1 < end else ""
            if wanted and two == wanted:
                return quoted, place + 2
    prose = next((each for each in _paragraphs(lines, end) if _size(lines, each) >= _LONG), None)
    if prose is None:
        return (quoted, 0) if quoted else _over_byline(lines, end)
    over = [each for each in _paragraphs(lines, prose.start) if _may_be_title(lines, each)][-_SEARCHED:]
    if quoted or not over:
        return quoted, prose.start
    chosen = over[-1]
    return " ".join(lines.all[place].text for place in chosen), chosen.stop


def _over_byline(lines: Lines, end: int) -> tuple[str | None, int]:
    """The last line over the first that says when, or else the first line; for an article without words of its own."""
    filled = [place for place in range(end) if lines.all[place].text and not _HEAD.match(lines.all[place].text)]
    dated = next((count for count, place in enumerate(filled) if times_in(lines.all[place].text)), 0)
    if not filled:
        return None, 0
    place = filled[max(dated - 1, 0)]
    first = place - 1 if place and lines.is_full(place - 1) else place
    return " ".join(line.text for line in lines.all[first : place + 1]), place + 1


def _may_be_title(lines: Lines, paragraph: range) -> bool:
    text = " ".join(lines.all[place].text for place in paragraph[:_BETWEEN])
    if len(paragraph) >= _BETWEEN or len(text) > _LONGEST_TITLE or lines.all[paragraph.start].column >= 0:
        return False
    return not times_in(text) and not COUNT.search(text) and not ABOUT.fullmatch(text)


def _paragraphs(lines: Lines, end: int) -> Iterator[range]:
    start: int | None = None
    for place in range(end + 1):
        is_blank = place == end or not lines.all[place].text
        if is_blank and start is not None:
            yield range(start, place)
            start = None
        elif not is_blank and start is None:
            start = place


def _size(lines: Lines, paragraph: range) -> int:
    """The letters of the longest run of full lines."""
    best = size = 0
    for place in paragraph:
        size += len(lines.all[place].text)
        best = max(best, size)
        if not lines.is_full(place):
            size = 0
    return best


def _byline(lines: Lines, below: int, end: int) -> tuple[int, str | None, str | None]:
    """Where the words begin under a title, and who and when the line between says."""
    author = when = None
    first = below
    for place in range(below, min(end, below + _SEARCHED)):
        line = lines.all[place]
        times = times_in(line.text) if len(line.text) <= _BYLINE else []
        if times:
            before, after = line.text[: times[0].start()], line.text[times[0].end() :]
            author, when = name_in(after) or name_in(before), times[0][0].strip()
            first = place + 1
            break
        if len(line.text) > _BYLINE or lines.is_full(place):
            break
    return first, author, when


def _without_about(lines: Lines, first: int, end: int) -> int:
    """Where the words of the article end: before what says where it was published and what else there is."""
    starts = {place: paragraph.start for paragraph in _paragraphs(lines, end) for place in paragraph}
    last = end
    while last > first:
        text = lines.all[last - 1].text
        if text and not _is_about(text):
            start = max(starts[last - 1], first)
            if not _is_about(lines.all[start].text):
                break
            last = start
        else:
            last -= 1
    return last


def _is_about(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and bool(ABOUT.fullmatch(text) or COUNT.search(text))


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
