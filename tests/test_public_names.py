"""What other programs take from the package: `import threadreader`."""

import ast
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import threadreader
from archives import URL, packed_warc
from blog import blog_page
from threadreader import Library, find_paths, import_bytes, link_quotes, thread_from_plain, thread_to_plain

SOURCE = Path(threadreader.__file__).read_text(encoding="utf-8")


def _typed() -> dict[str, str]:
    """Where type checkers find each name."""
    imports = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.ImportFrom) and node.module]
    return {
        name.name: (node.module or "").removeprefix("threadreader.")
        for node in imports
        for name in node.names
        if (node.module or "").startswith("threadreader.")
    }


def test_each_name_is_found_where_type_checkers_find_it() -> None:
    assert _typed() == threadreader._MODULES
    assert set(threadreader._MODULES) <= set(dir(threadreader))
    assert all(getattr(threadreader, name) for name in threadreader._MODULES)


def test_there_are_no_other_names() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        threadreader.nothing  # noqa: B018 - to ask for it is what is tried


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    script = "import sys, threadreader; print(*(name for name in sys.modules if name.startswith('threadreader')))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["threadreader"]


def test_a_page_is_read_linked_and_written_down(tmp_path: Path) -> None:
    quoting = "\u201cThe dough of it rises slowly\u201d you say."
    page = blog_page(quoting, words="The dough of it rises slowly, as ever.")
    thread = import_bytes(page, "bread.html").thread
    (link,) = link_quotes(thread).links
    assert (link.quote.text, link.target.owner) == ("The dough of it rises slowly", None)
    assert thread_from_plain(thread_to_plain(thread)) == thread
    file = tmp_path / "bread.html"
    file.write_bytes(page)
    with Library.open(find_paths()) as library:
        assert library.import_page(file).entry.page.title == thread.article.title


def test_bytes_have_the_address_and_time_that_are_known_of_them() -> None:
    at = datetime(2024, 5, 3, tzinfo=UTC)
    bare = blog_page("First", address=None)
    imported = import_bytes(bare, "bread.html", url="https://blog.example/rye/", saved_at=at)
    assert (imported.parsed.page.url, imported.parsed.save.saved_at) == ("https://blog.example/rye/", at)
    archived = import_bytes(packed_warc(), "rye.warc.gz", url="https://elsewhere.example/", saved_at=at)
    assert (archived.saved_from, archived.parsed.save.saved_at) == ("https://elsewhere.example/", at)
    assert import_bytes(packed_warc(), "rye.warc.gz").saved_from == URL
