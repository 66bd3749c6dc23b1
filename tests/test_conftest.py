import os
import socket
import time
from pathlib import Path

import pytest

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
