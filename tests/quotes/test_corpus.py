"""Quote linking has floors: threads drawn as text, with every quotation and the passage that it leads to."""

import json
import re
from pathlib import Path

import pytest

from sketch import sketch
from threadreader.model.blocks import block_at, block_text
from threadreader.model.quote import Anchor
from threadreader.model.thread import Thread
from threadreader.quotes import link_quotes

_HERE = Path(__file__).parent
_EXPECTED = re.compile(
    r"(?P<comment>c\d+) \[(?P<words>.*)\] -> (?P<owner>c\d+|article|nowhere)(?: \[(?P<passage>.*)\])?"
)
_FLOORS: dict[str, dict[str, float]] = json.loads((_HERE / "floors.json").read_text(encoding="utf-8"))

Row = tuple[str, str, str, str | None]


def test_every_case_has_a_floor() -> None:
    assert sorted(path.stem for path in (_HERE / "corpus").glob("*.txt")) == sorted(_FLOORS)


@pytest.mark.parametrize("name", sorted(_FLOORS))
def test_linking_stays_above_its_floor(name: str) -> None:
    drawing, expected = _read(name)
    got = _rows(sketch(drawing))
    right = set(got) & set(expected)
    precision, recall = len(right) / (len(got) or 1), len(right) / len(expected)
    wrong = "\n".join(map(str, [*(set(got) - right), "instead of", *(set(expected) - right)]))
    assert precision >= _FLOORS[name]["precision"], wrong
    assert recall >= _FLOORS[name]["recall"], wrong


def _read(name: str) -> tuple[str, list[Row]]:
    drawing, _, lines = (_HERE / "corpus" / f"{name}.txt").read_text(encoding="utf-8").partition("\n=====\n")
    rows: list[Row] = []
    for line in lines.splitlines():
        found = _EXPECTED.fullmatch(line)
        assert found, line
        rows.append((found["comment"], found["words"], found["owner"], found["passage"]))
    return drawing, rows


def _rows(thread: Thread) -> list[Row]:
    index = link_quotes(thread)
    rows: list[Row] = []
    for quote in index.quotes:
        assert quote.at.owner
        link = index.link.get(quote)
        owner = "nowhere" if link is None else link.target.owner or "article"
        rows.append((quote.at.owner, quote.text, owner, _words(thread, link.target) if link else None))
    return rows


def _words(thread: Thread, anchor: Anchor) -> str:
    body = thread.article.body if anchor.owner is None else thread.comments[thread.position[anchor.owner]].body
    block = block_at(body, anchor.path)
    return block_text(block)[anchor.start : anchor.end]
