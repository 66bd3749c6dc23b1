from pathlib import Path

import pytest

from export_sample import SAMPLE
from real_programs import CHECKS, is_missing


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
def test_an_export_is_what_the_program_expects(name: str, tmp_path: Path) -> None:
    if is_missing(name):
        pytest.skip(f"{name} is not installed: tools/install-programs does that")
    assert list(CHECKS[name]([SAMPLE], tmp_path)) == []
