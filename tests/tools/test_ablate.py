import argparse
import json
from pathlib import Path

import pytest

from benchmarks import ablate
from benchmarks.made_page import made_page


def test_a_rule_that_matters_is_told_from_those_that_do_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_bytes(made_page(8))
    out = tmp_path / "out.json"
    before = [each.code for each in ablate.find_predicates()]
    ablate.main(
        argparse.Namespace(
            folder=[tmp_path], structure=True, upto=1, sample=None, only="generic.author", workers=1, json=out,
            pairs=False, together=True,
        )
    )  # fmt: skip
    rows = {row["name"]: row for row in json.loads(out.read_text(encoding="utf-8"))["predicates"]}
    assert rows["_may_be_name"]["kind"] == "one changes"
    assert rows["_may_be_name"]["true_on"] == [1, 0]
    assert {row["kind"] for row in rows.values()} >= {"nothing", "never true"}
    assert "1 pages, 1 with a thread" in capsys.readouterr().out
    assert [each.code for each in ablate.find_predicates()] == before
