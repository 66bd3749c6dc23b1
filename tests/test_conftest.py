import importlib.util
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadreader.paths import find_paths


def test_a_test_cannot_reach_the_network() -> None:
    with socket.socket() as outward, pytest.raises(RuntimeError, match="used the network"):
        outward.connect(("127.0.0.1", 9))
    with pytest.raises(RuntimeError, match="used the network"):
        socket.getaddrinfo("example.org", 443)


def test_the_program_lives_in_the_tests_own_folder(home: Path) -> None:
    assert find_paths().library == home / "library.db"
    assert not home.exists()


def test_clocks_on_the_wall_show_utc() -> None:
    assert os.environ["TZ"] == "UTC"
    assert time.tzname[0] == "UTC"


def _examples() -> list[str]:
    examples = []

    @given(st.lists(st.text(), min_size=10))
    def gather(texts: list[str]) -> None:
        examples.extend(texts)

    gather()
    return examples


@pytest.mark.skipif(settings.get_current_profile_name() != "same", reason="new examples are looked for")
def test_examples_do_not_depend_on_what_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _examples()
    (tmp_path / "words.py").write_text("\n".join(f"w{number} = 'word {number}'" for number in range(1000)))
    spec = importlib.util.spec_from_file_location("words", tmp_path / "words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "words", module)
    assert _examples() == before


TESTS = """
import pytest

def test_one(): pass

@pytest.mark.slow
def test_two(): pass

async def test_three(): pass

@pytest.mark.way
async def test_four(): pass

def test_five(pages): pass
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "Left out: 1 that play on the screen, 1 that read saved pages, 1 that take long."),
        (["-n", "1"], "Left out: 1 that play on the screen, 1 that read saved pages, 1 that take long."),
        (["-m", "slow"], "1 passed, 4 deselected"),
        (["-k", "three"], "1 passed, 4 deselected"),
        (["tests"], "4 passed, 1 skipped"),
        (["tests/test_some.py::test_two"], "1 passed"),
    ],
)
def test_who_asks_for_nothing_gets_what_is_quick_and_who_names_something_gets_that(
    asked: list[str], said: str, tmp_path: Path
) -> None:
    root = Path(__file__).parent.parent
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_bytes((root / "tests" / "conftest.py").read_bytes())
    (tmp_path / "tests" / "test_some.py").write_text(TESTS)
    (tmp_path / "pyproject.toml").write_bytes((root / "pyproject.toml").read_bytes())
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *asked]
    environment = {name: value for name, value in os.environ.items() if name != "THREADREADER_PAGES"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert said in ran.stdout, ran.stdout
