"""Statistics of a thread as a picture in SVG: bars over time, the matrix of answers, the most quoted passages."""

from collections.abc import Iterator, Sequence
from html import escape
from string import ascii_lowercase

from threadreader.export.markup import clean_xml, template
from threadreader.model.save import ParsedPage
from threadreader.model.statistics import Answers, Period, QuotedPassage, Statistics
from threadreader.model.text import clean_line, counted
from threadreader.model.thread import Thread
from threadreader.render.dates import short_date
from threadreader.render.width import fit

# Pixels; the cells of text are as many as fit in their room.
_WIDTH, _MARGIN, _LINE = 800, 24, 22
_INSIDE = _WIDTH - 2 * _MARGIN
_BARS_HEIGHT = 100
_MATRIX_LEFT = 260
_NAME_CELLS, _PASSAGE_CELLS, _TITLE_CELLS = 26, 96, 72


def statistics_svg(page: ParsedPage, statistics: Statistics) -> str:
    """Draw the statistics of a thread; the picture has no script, and asks for nothing."""
    top, shapes = 2.5 * _LINE, [_text(_MARGIN, 34, fit(clean_line(page.page.title), _TITLE_CELLS), "title")]
    shapes.append(_text(_MARGIN, 34 + _LINE, counted(len(page.thread.comments)), "faint"))
    sections = (
        (list(_bars(statistics.periods, page.thread)), _BARS_HEIGHT + _LINE),
        (list(_matrix(statistics.answers)), (1 + len(statistics.answers.names)) * _LINE),
        (list(_passages(statistics.quoted)), len(statistics.quoted) * _LINE),
    )
    for section, height in sections:
        if section:
            top += _LINE
            shapes += [f'<g transform="translate({_MARGIN} {top})">', *section, "</g>"]
            top += height
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + _LINE}" role="img">',
        f"<title>{escape(clean_line(page.page.title))}</title>",
        f"<style>\n{template('statistics.css')}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{top + _LINE}"/>',
        *shapes,
        "</svg>\n",
    )
    return clean_xml("\n".join(lines))


def _bars(periods: Sequence[Period], thread: Thread) -> Iterator[str]:
    if not periods:
        return
    times = [each.posted_at.wall_clock for each in thread.comments if each.posted_at]
    last = max(time for time in times if time)
    most, width = max(period.replies for period in periods), _INSIDE / len(periods)
    for index, period in enumerate(periods):
        height = _BARS_HEIGHT * period.replies / most
        size = f'width="{width * 0.9:.1f}" height="{height:.1f}"'
        yield f'<rect x="{index * width:.1f}" y="{_BARS_HEIGHT - height:.1f}" {size}/>'
    yield _text(0, _BARS_HEIGHT + _LINE, short_date(periods[0].start), "faint")
    if len(periods) > 1:
        yield _text(_INSIDE, _BARS_HEIGHT + _LINE, short_date(last), "faint end")


def _matrix(answers: Answers) -> Iterator[str]:
    """Who answers whom: the more often, the less transparent a square."""
    largest = max(map(max, answers.counts), default=0)
    size = f'width="{_LINE - 2}" height="{_LINE - 2}"'
    for index, name in enumerate(answers.names):
        middle, below = _MATRIX_LEFT + index * _LINE + _LINE / 2, (1 + index) * _LINE
        if largest:
            yield _text(middle, _LINE - 7, ascii_lowercase[index], "faint middle")
        yield _text(0, below + 15, f"{ascii_lowercase[index]} {fit(clean_line(name), _NAME_CELLS)}")
        yield _text(_MATRIX_LEFT - _LINE, below + 15, f"{answers.written[index]:,}", "faint end")
        for other, count in enumerate(answers.counts[index]):
            if count:
                at = f'x="{_MATRIX_LEFT + other * _LINE + 1}" y="{below + 1}"'
                yield f'<rect {at} {size} opacity="{0.25 + 0.75 * count / largest:.2f}"><title>{count:,}</title></rect>'


def _passages(quoted: Sequence[QuotedPassage]) -> Iterator[str]:
    for index, passage in enumerate(quoted):
        yield _text(24, index * _LINE + 15, f"{passage.times:,}\N{MULTIPLICATION SIGN}", "faint end")
        yield _text(34, index * _LINE + 15, f"“{fit(clean_line(passage.words), _PASSAGE_CELLS)}”")


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{f" class={style!r}" if style else ""}>{escape(words)}</text>'
