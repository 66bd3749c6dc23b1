"""What the fuzz targets begin with, and what once broke them."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FUZZ = Path(__file__).parent.parent / "fuzz"
_SEEDS = 12
"""Of each target: the tests of the parts read all their pages themselves."""


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("targets", FUZZ / "targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["targets"] = module
    spec.loader.exec_module(module)
    return module


targets: Any = _load()


def _cases() -> Iterator[Any]:
    for name, target in targets.TARGETS.items():
        for file in [*list(targets.seeds(target))[:_SEEDS], *sorted((FUZZ / "crashes" / name).glob("*"))]:
            yield pytest.param(target, file, id=f"{name}-{file.relative_to(targets.ROOT)}")


@pytest.mark.parametrize(("target", "file"), _cases())
def test_a_target_holds(target: Any, file: Path) -> None:
    target.run(file.read_bytes())


@pytest.mark.parametrize("name", targets.TARGETS)
def test_every_target_begins_with_something(name: str) -> None:
    assert list(targets.seeds(targets.TARGETS[name]))
