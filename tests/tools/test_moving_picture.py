"""The picture that moves: each screen is seen in its turn alone, and what stays is drawn once."""

import re
from xml.etree import ElementTree as ET

from moving_picture import Frame, join_frames

_SVG = "{http://www.w3.org/2000/svg}"


def _drawing(look: str, *words: str) -> str:
    """A screen as Textual draws it; its looks are numbered as they come."""
    cells = "".join(
        f'<text class="terminal-7-r1" x="0" y="{20 * row}" clip-path="url(#terminal-7-line-{row})">{text}</text>\n'
        for row, text in enumerate(words)
    )
    return (
        f"<svg><style>.terminal-7-r1 {{ fill: {look} }}</style>"
        '<clipPath id="terminal-7-clip-terminal"><rect x="0" y="0" width="100" height="60" /></clipPath>'
        '<rect fill="#292929" stroke="white" x="1" y="1" width="99"/>'
        '<rect fill="#101010" x="0" y="0" width="99" shape-rendering="crispEdges"/>'
        f"{cells}</svg>"
    )


def test_what_stays_is_drawn_once_and_what_changes_is_seen_in_its_turn() -> None:
    picture = join_frames(
        [
            Frame(_drawing("#aaa", "stays", "one&#160;word"), "<b> first"),
            Frame(_drawing("#aaa", "stays", "another", "&#160;"), "second"),
            Frame(_drawing("#bbb", "stays"), "third"),
        ]
    )
    groups = {
        "".join(text.text or "" for text in group): group.get("class", "")
        for group in ET.fromstring(picture).iter(f"{_SVG}g")
    }
    assert groups["stays"] != groups["one\u00a0word"]
    assert groups["another"] == groups["second"] == "t1"
    assert groups["<b> first"] == groups["one\u00a0word"] == "t0"
    # The look of the third screen is another one, so its words are too.
    assert len(re.findall(">stays<", picture)) == 2
    rules = dict(re.findall(r"@keyframes (t[\d-]+)\{((?:[\d.]+%\{visibility:\w+\})+)\}", picture))
    assert rules["t1"] == "0%{visibility:hidden}33.33%{visibility:visible}66.67%{visibility:hidden}"
    assert ".t1{visibility:hidden;" in picture
    assert ".t0{visibility:visible;" in picture
    assert 'fill="#101010"/>' in picture.partition("<g")[0], "the commonest background is the paper"
