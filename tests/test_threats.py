"""The table of threats and the mutations keep in step with the program."""

import re
from pathlib import Path

import pytest

from mutations import MUTATIONS, ROOT, Mutation

_ROW = re.compile(r"^\| (?P<number>\d+) \|.*\|(?P<tests>[^|]+)\|$", re.MULTILINE)
_TABLE = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
_ROWS = {int(row["number"]): re.findall(r"`(tests/[^`]+)`", row["tests"]) for row in _ROW.finditer(_TABLE)}


def test_every_threat_has_a_test_that_is_there() -> None:
    assert _ROWS
    for row, tests in _ROWS.items():
        assert tests, f"row {row} has no test"
        assert all((ROOT / test).exists() for test in tests), row


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.row}-{Path(each.module).stem}")
def test_every_defence_is_where_a_mutation_takes_it_away(mutation: Mutation) -> None:
    module = ROOT / "src/threadreader" / mutation.module
    changed = mutation.applied(module.read_text(encoding="utf-8"))
    if module.suffix == ".py":
        compile(changed, mutation.module, "exec")
    file, _, test = mutation.test.partition("::")
    assert f"def {test.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")
    assert file in _ROWS[mutation.row]


def test_every_defence_is_taken_away_by_a_mutation() -> None:
    assert {mutation.row for mutation in MUTATIONS} == _ROWS.keys()
