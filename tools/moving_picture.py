"""Pictures of a terminal joined to one that moves: SVG with CSS, what stays on the screen drawn once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

_SECONDS = 2.6
"""How long a screen is shown: its caption is read, and the place that changed is found."""

_CAPTION_HEIGHT, _MARGIN = 44, 9

_SCREEN = re.compile(r'-clip-terminal">\s*<rect x="0" y="0" width="([\d.]+)" height="([\d.]+)"')

_STYLE = re.compile(r"\.terminal-\d+-(r\d+) \{ (.*?) \}")
_FILL = re.compile(r'<rect fill="(#\w+)" x=')
_CELLS = re.compile(r"<rect fill=\"#\w+\" x=[^>]*/>|<text class=\"terminal-\d+-r\d+\".*?</text>", re.DOTALL)
_CLASS = re.compile(r'class="terminal-\d+-(r\d+)"')
_NEEDLESS = re.compile(r' clip-path="[^"]*"')
_BLANK = re.compile(r"<text[^>]*>\s*</text>")


@dataclass(frozen=True, slots=True)
class Frame:
    """A screen as Textual draws it, and what is said below it."""

    drawing: str
    caption: str


def join_frames(frames: Sequence[Frame]) -> str:
    """One picture that shows screens in turn, for ever; the first one where nothing may move."""
    paper = Counter(_FILL.findall(frames[0].drawing)).most_common(1)[0][0]
    styles: dict[str, str] = {}
    shown: dict[str, list[int]] = {}
    for number, frame in enumerate(frames):
        # Text on its background: what is drawn first lies below.
        for cell in sorted(_cells(frame.drawing, paper, styles), key=lambda cell: cell.startswith("<text")):
            shown.setdefault(cell, []).append(number)
    width, height = _size(frames[0].drawing)
    captions = {_caption(frame.caption, height): [number] for number, frame in enumerate(frames)}
    return "".join(
        (
            f'<svg viewBox="0 0 {width:g} {height + _CAPTION_HEIGHT:g}" xmlns="http://www.w3.org/2000/svg"><style>',
            "text{font-family:DejaVu Sans Mono,Menlo,Consolas,monospace;font-size:20px}",
            "".join(f".{name}{{{style}}}" for style, name in styles.items()),
            _turns({tuple(turns) for turns in (*shown.values(), *captions.values())}, len(frames)),
            "</style>",
            f'<rect width="{width:g}" height="{height + _CAPTION_HEIGHT:g}" rx="8" fill="{paper}"/>',
            f'<g transform="translate({_MARGIN} {_MARGIN})">',
            *_grouped(shown, len(frames)),
            "</g>",
            *_grouped(captions, len(frames)),
            "</svg>\n",
        )
    )


def _cells(drawing: str, paper: str, styles: dict[str, str]) -> Iterator[str]:
    """Backgrounds that are not the paper, and texts, of a screen, their looks named alike in all screens."""
    looks = dict(_STYLE.findall(drawing))

    def named(found: re.Match[str]) -> str:
        return f'class="{styles.setdefault(looks[found[1]], f"s{len(styles)}")}"'

    for cell in _CELLS.findall(drawing):
        text = cell.replace("&#160;", "\u00a0")
        if not _BLANK.fullmatch(text) and f'fill="{paper}"' not in text:
            yield _CLASS.sub(named, _NEEDLESS.sub("", text))


def _size(drawing: str) -> tuple[float, float]:
    found = re.search(
        r'id="terminal-\d+-clip-terminal">\s*<rect x="0" y="0" width="([\d.]+)" height="([\d.]+)"', drawing
    )
    assert found
    return float(found[1]) + 18, float(found[2]) + 18


def _caption(words: str, height: float) -> str:
    return f'<text class="s0" x="21" y="{height + _CAPTION_HEIGHT / 2:g}">{escape(words)}</text>'


def _grouped(shown: Mapping[str, Sequence[int]], count: int) -> Iterator[str]:
    """Cells one after the other, those that follow each other and are seen at the same times in one group."""
    groups: dict[tuple[bool, tuple[int, ...]], list[str]] = {}
    for cell, turns in shown.items():
        groups.setdefault((cell.startswith("<text"), tuple(turns)), []).append(cell)
    for (_, turns), cells in sorted(groups.items()):
        look = "" if len(turns) == count else f' class="{_name(turns)}"'
        yield f"<g{look}>{''.join(cells)}</g>"


def _name(turns: Sequence[int]) -> str:
    return "t" + "-".join(map(str, turns))


def _turns(patterns: set[tuple[int, ...]], count: int) -> str:
    """Rules by which groups are seen in some of the screens alone."""
    rules = []
    for turns in sorted(pattern for pattern in patterns if len(pattern) < count):
        changes = [number for number in range(count) if (number in turns) != (number - 1 in turns) or number == 0]
        steps = "".join(f"{100 * each / count:.4g}%{{visibility:{_seen(each in turns)}}}" for each in changes)
        rules.append(
            f"@keyframes {_name(turns)}{{{steps}}}"
            f".{_name(turns)}{{visibility:{_seen(0 in turns)};"
            f"animation:{_name(turns)} {count * _SECONDS:g}s step-end infinite}}"
        )
    return "".join(rules) + "@media(prefers-reduced-motion:reduce){g{animation:none!important}}"


def _seen(is_seen: bool) -> str:
    return "visible" if is_seen else "hidden"
