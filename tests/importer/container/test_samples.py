"""One page in every container, made by real programs, reads as the plain page does."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from threadreader.importer import import_page
from threadreader.importer.container import BytesSource, Container, open_container, open_containers, pack_page
from threadreader.library.files import FileSource

_NOT_SAMPLES = frozenset(("README.md", "gold.json", "disqus.htm"))
"""The last is a page without its frame, which is what its comments are in."""


def _content(container: Container) -> dict[str, Any]:
    """Content of a page, whatever kind of file it was saved in."""
    read = import_page(container)
    article = read.thread.article
    return {
        "article": (article.title, article.text, [author.name for author in article.authors], article.published_at),
        "comments": [
            (c.id, c.parent_id, c.author and c.author.name, c.posted_at, c.text, c.status, c.kind)
            for c in read.thread.comments
        ],
    }


def _is_sample(path: Path) -> bool:
    return path.is_file() and path.name not in _NOT_SAMPLES and not any("_files" in part for part in path.parts)


def test_every_sample_reads_as_its_plain_page(pages: Path) -> None:
    folder = pages / "containers"
    site = sorted((folder / "site").glob("*.html"))
    plain = {path.stem: _content(next(open_containers(FileSource(path)))) for path in site}
    samples = [
        path
        for path in sorted(folder.rglob("*"))
        if _is_sample(path) and not {"site", "text", "css", "img", "embed"} & set(path.parts)
    ]
    assert len(samples) > 20
    odd = []
    for sample in samples:
        for container in open_containers(FileSource(sample)):
            name = Path((container.name or sample.name).partition("?")[0]).name.partition(".")[0]
            again = open_container(BytesSource(pack_page(container)))
            if _content(container) != plain[name] or replace(again, file=container.file) != container:
                odd.append(f"{sample.relative_to(folder)} {container.name}")
    assert odd == []
