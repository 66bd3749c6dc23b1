"""Transactions: of one moment to read, and to write when it is one's turn."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadreader.store.troubles import in_use
from threadreader.store.turns import next_turn

PATIENCE = 15.0
"""Seconds to wait for others that are writing; each has its turn, so that only very long imports need as many."""


@contextmanager
def transaction(path: Path, connection: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Write whole or not at all, when those that came before have written. Raises StoreError.

    There is as much patience again in the end, for those who read.
    """
    try:
        _begin(path, connection, time.monotonic() + patience)
        try:
            # Without a write-ahead log it is the end of a transaction that waits, for those who read.
            _be_patient(connection, patience)
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    finally:
        _be_patient(connection, PATIENCE)


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """See the file as it is at one moment, inside a transaction or not."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _begin(path: Path, connection: sqlite3.Connection, until: float) -> None:
    with next_turn(path, until) as came:
        if not came:
            raise in_use(path)
        _be_patient(connection, until - time.monotonic())
        # One that begins by reading fails at its first write, without waiting, where another one wrote meanwhile.
        connection.execute("BEGIN IMMEDIATE")


def _be_patient(connection: sqlite3.Connection, seconds: float) -> None:
    """Wait so long for others at the next statements."""
    connection.execute(f"PRAGMA busy_timeout = {max(0, round(seconds * 1000))}")
