"""All that the guide to corpora shows, run as it stands there."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from archives import record, response
from blog import blog_page
from executors import free_port

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "corpora.md").read_text(encoding="utf-8")


def _sources(folder: Path) -> None:
    """The files that the guide names."""
    (folder / "saved").mkdir()
    (folder / "saved" / "bread.html").write_bytes(blog_page("First", "Second"))
    info, *pages = [
        record("warcinfo", {}, b"x"),
        *(response(f"https://blog.example/{n}/", blog_page("One", title=f"Page {n}", address=None)) for n in range(4)),
    ]
    members = [gzip.compress(each) for each in (info, *pages)]
    (folder / "crawl.warc.gz").write_bytes(b"".join(members))
    (folder / "crawl").mkdir()
    (folder / "crawl" / "crawl.warc.gz").write_bytes(b"".join(members))
    offset = len(members[0]) + len(members[1])
    found = {"filename": "a/b/crawl.warc.gz", "offset": str(offset), "length": str(len(members[2]))}
    (folder / "comments.cdxj").write_text(f"example,blog)/1 20240305120000 {json.dumps(found)}\n")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the guide is for a shell")
def test_all_that_the_guide_shows_runs(tmp_path: Path) -> None:
    _sources(tmp_path)
    port = free_port()
    blocks = re.findall(r"```(sh|python)\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) == 6
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = []
    for kind, block in blocks:
        text = block.replace("8786", port)
        program = ["bash", "-euo", "pipefail", "-c", text] if kind == "sh" else [sys.executable, "-c", text]
        # Into a file, which the cluster that the guide leaves to end by itself may hold open for a while.
        with (tmp_path / "said.txt").open("w+") as output:
            done = subprocess.run(
                program, cwd=tmp_path, env={**os.environ, "PATH": path}, stdout=output, stderr=output, check=False
            )
            output.seek(0)
            said.append(output.read())
        assert done.returncode == 0, (block, said[-1])
    counted = [
        re.findall(r"(?m)^(\d+) pages? with (\d+) comments?|^(\{'ann': \d+\}|\d+ \d+ \{.*)$", text) for text in said
    ]
    assert [[part for found in each for part in found if part] for each in counted] == [
        ["5", "6"],
        ["5", "6"],
        ["{'ann': 6}"],
        ["2 4 {'wordpress': 2} {}"],
        ["5", "6"],
        ["1", "1"],
    ]
