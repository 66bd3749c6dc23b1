"""The score of a reading beside the next best."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from structure import page, plain
from threadreader.cli import main
from threadreader.cli.inspect import score_table
from threadreader.importer.choice import Candidate
from threadreader.importer.choice.quality import WEIGHTS, WORDINGS, score


def candidate(comments: int, *, adapter: str = "generic", groups: tuple[str, ...] = (), **terms: float) -> Candidate:
    values = {name.replace("_", " "): value for name, value in terms.items()}
    return Candidate(adapter, 1, comments=comments, terms=values, score=score(values), groups=groups)


NOTHING = candidate(0, nothing=1)


def test_every_term_has_a_wording_of_its_own_that_the_table_has_room_for() -> None:
    assert WORDINGS.keys() == WEIGHTS.keys()
    assert len({*WORDINGS.values()}) == len(WORDINGS)
    too_long = [wording for wording in WORDINGS.values() if len(wording) > 38]
    assert too_long == [], "the table of `inspect` has room for 38 characters"


def test_two_readings_stand_side_by_side_with_what_each_term_adds() -> None:
    one = candidate(12, groups=("li.reply", "li.note"), names=1, times=1, repeated=0)
    other = candidate(11, adapter="other", names=0.5, one_name=1)
    assert list(score_table([one, other, NOTHING])) == [
        "chosen  generic, 12 comments in li.reply and li.note",
        "second  other, 11 comments",
        "score                                      chosen   second",
        "  names look like names                     +2.50    +1.25",
        "  replies have at most one author                    -1.40",
        "  replies have times                        +1.50",
        "  sum                                        4.00    -0.15",
        "  no comments                                6.30",
    ]


def test_where_no_thread_was_chosen_the_best_thread_stands_beside_it() -> None:
    other = candidate(1, groups=("p.note",), names=1)
    assert list(score_table([NOTHING, candidate(0, adapter="other", nothing=1), other])) == [
        "chosen  generic, no comments",
        "second  generic, 1 comment in p.note",
        "score                                      chosen   second",
        "  no doubtful replies                       +6.30",
        "  names look like names                              +2.50",
        "  sum                                        6.30     2.50",
    ]


def test_a_reading_that_none_competed_with_has_no_score() -> None:
    assert list(score_table([Candidate("text", 100, comments=3), NOTHING])) == []


def test_a_reading_that_failed_is_no_runner_up() -> None:
    failed = Candidate("broken", 90, problem="ValueError()")
    lines = list(score_table([candidate(3, names=1), failed, NOTHING]))
    assert lines[1].split() == ["score", "chosen"]


def test_inspect_shows_the_table_and_names_what_readings_by_structure_are_made_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(page(*map(plain, range(6))))
    assert main(["inspect", str(saved)]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = lines[lines.index("chosen  generic, 6 comments in div .comment") :]
    assert table[1] == "second  generic, 6 comments in div.comment div.head"
    assert "  names look like names                     +2.50    +2.50" in table
    assert "  no comments".ljust(45) + "6.30" in [line.rstrip() for line in table]
    assert max(map(len, table)) <= 60
    rows = [[*line.split()[1:], beneath] for line, beneath in pairwise(lines) if line.startswith("generic ")]
    assert len({tuple(row) for row in rows}) == len(rows) > 2


def test_programs_are_told_the_terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(page(*map(plain, range(6))))
    assert main(["inspect", str(saved), "--json"]) == 0
    chosen, *others = json.loads(capsys.readouterr().out)["adapters"]
    assert chosen["groups"] == ["div .comment"]
    assert chosen["terms"]["names"] == {"value": 1, "adds": 2.5}
    assert sum(term["adds"] for term in chosen["terms"].values()) == pytest.approx(chosen["score"], abs=0.05)
    assert [each["terms"] for each in others if not each["comments"]] == [{"nothing": {"value": 1, "adds": 6.3}}]
