"""Tables of the program in TOML, parsed once; what came of them is kept as Python keeps its compiled modules."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any


def read_tables(files: Sequence[Path]) -> Sequence[Mapping[str, Any]]:
    """The contents of TOML files in one folder.

    They are kept in the folder of the modules that Python has compiled there, under the digest of the bytes that they
    were made of: never those of other files, and whoever can write there can change the program itself.
    """
    # Not for the commands that only need to know that there are tables.
    import hashlib
    from importlib.util import cache_from_source

    contents = [file.read_bytes() for file in files]
    digest = hashlib.sha256(b"\0".join(contents)).hexdigest()
    kept = Path(cache_from_source(str(files[0]))).with_name(f"{files[0].parent.name}.tables.json")
    with suppress(OSError, ValueError):
        head, _, known = kept.read_bytes().partition(b"\n")
        if head == digest.encode():
            tables: Sequence[Mapping[str, Any]] = json.loads(known)
            return tables
    import tomllib

    tables = [tomllib.loads(content.decode()) for content in contents]
    if not sys.dont_write_bytecode:
        write_kept(kept, f"{digest}\n{json.dumps(tables, ensure_ascii=False)}".encode())
    return tables


def write_kept(path: Path, content: bytes) -> None:
    """Write a file that others may be reading or writing too; not at all where the folder may not be written."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        try:
            # Whatever others may write elsewhere: this is a part of the program.
            with open(own, "wb", opener=partial(os.open, mode=0o644)) as file:
                file.write(content)
            own.replace(path)
        finally:
            own.unlink(missing_ok=True)
