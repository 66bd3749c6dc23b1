"""The names of times that the program has are those of Unicode's CLDR."""

from pathlib import Path

import pytest

from cldr import time_names
from golden import compare
from threadreader.importer.dates import locale


@pytest.mark.slow
def test_the_names_of_times_are_those_that_babel_gives() -> None:
    compare(Path(locale.__file__).with_name("names.jsonl"), time_names())
