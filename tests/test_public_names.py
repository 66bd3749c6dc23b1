"""What other programs take from the package: `import threadreader`."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import threadreader
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
