"""The command `stats`: what it counts is what a plain script finds in the JSON export."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.render.width import cell_width
from threadreader.sample import sample_page


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "clock.html"
    file.write_bytes(sample_page())
    return file


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main(list(arguments)) == 0
    return json.loads(capsys.readouterr().out)


def test_its_counts_are_those_of_the_export(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported = _json(capsys, "export", str(page), "--format", "json")
    found = _json(capsys, "stats", str(page), "--json")
    comments = exported["comments"]
    name = {each["id"]: (each["author"] or {}).get("name") for each in comments}
    parent = {each["id"]: each["parent_id"] for each in comments}
    assert found["replies"] == len(comments)
    assert sum(each["replies"] for each in found["periods"]) == sum(bool(each["posted_at"]) for each in comments)
    assert found["people"] == len(set(filter(None, name.values())))
    votes = {each["id"]: each["score"] for each in comments if each["score"] is not None}
    assert {each["comment"]: each["votes"] for each in found["votes"]} == votes
    totals = Counter[str]()
    for one, count in votes.items():
        totals[name[one] or ""] += count
    assert {each["name"]: each["votes"] for each in found["votes_by_person"]} == totals
    pairs = Counter((name[one], name[parent[one]]) for one in name if parent[one])
    names, counts = found["answers"]["names"], found["answers"]["counts"]
    for index, one in enumerate(names):
        assert found["answers"]["written"][index] == list(name.values()).count(one)
        assert {other: count for other, count in zip(names, counts[index], strict=True) if count} == {
            other: pairs[one, other] for other in names if pairs[one, other]
        }
    answered = set(filter(None, parent.values()))
    assert all(each not in answered for each in found["unanswered"])
    below: Counter[str] = Counter()
    for each in parent:
        root = each
        while parent[root]:
            root = parent[root]
        below[root] += root != each
    assert {each["comment"]: each["replies"] for each in found["branches"]} == {one: n for one, n in below.items() if n}


def test_lines_for_people_fit_and_begin_with_the_title(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(page)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Leave the town clock three minutes slow"
    assert lines[1] == "31 replies by 15 people"
    assert all(cell_width(line) <= 100 for line in lines)
    assert {line.split("  ")[0] for line in lines[3:] if line[:1].strip()} >= {"Over time", "Quoted", "Branches"}


def test_a_stored_thread_has_the_same(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(page)]) == 0
    assert _json(capsys, "stats", "1", "--json") == _json(capsys, "stats", str(page), "--json")


def test_the_picture_is_well_formed_and_replaces_nothing_unasked(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "bread.svg"
    assert main(["stats", str(page), "--picture", str(picture)]) == 0
    assert capsys.readouterr().out == ""
    root = ET.parse(picture).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "title", "style", "rect", "text", "g"}
    assert main(["stats", str(page), "--picture", str(picture)]) == 1
    assert "bread.svg" in capsys.readouterr().err
    assert main(["stats", str(page), "--picture", str(picture), "--force"]) == 0


def test_a_picture_is_xml_whatever_a_title_holds(tmp_path: Path) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("One?", "Two", title="Bread \uffff & \ufffe <b>"))
    assert main(["stats", str(page), "--picture", str(tmp_path / "bread.svg")]) == 0
    assert ET.parse(tmp_path / "bread.svg").getroot() is not None


def test_a_page_without_replies_is_counted_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "alone.html"
    words = "".join(f"<p>{'Words of an article that is long enough. ' * 9}</p>" for _ in range(9))
    page.write_text(f"<html><body><h1>Alone</h1><article>{words}</article></body></html>")
    found = _json(capsys, "stats", str(page), "--json")
    assert (found["replies"], found["periods"], found["quoted"]) == (0, [], [])
    assert main(["stats", str(page), "--picture", str(tmp_path / "alone.svg")]) == 0
    assert main(["stats", str(page)]) == 0
