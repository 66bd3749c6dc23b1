import shutil
from pathlib import Path

import pytest

from export_sample import SAMPLE
from real_programs import PROGRAMS


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_an_export_is_what_the_program_expects(name: str, tmp_path: Path) -> None:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed: tests/install-programs does that")
    assert list(PROGRAMS[name](SAMPLE, tmp_path)) == []
