"""The pages of the site that lie outside of `docs/`: a hook of mkdocs, which `mkdocs.yml` names.

With them `mkdocs build --strict` finds the end of every link.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from threadreader.tui.keys import KEYS, format_keys

ROOT = Path(__file__).parent.parent
BESIDE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "fuzz/README.md")
OUT_OF_DOCS = re.compile(rf"\]\((?:\.\./)+(?={'|'.join(BESIDE)}|screenshots/)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what lies beside `docs/`, its links into it as the site has them; the README is the first page."""
    for name in BESIDE:
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text.replace("](docs/", "](")))
    files.append(File.generated(config, "keys.md", content=_list_keys()))
    for picture in filter(Path.is_file, (ROOT / "screenshots").rglob("*")):
        files.append(File.generated(config, picture.relative_to(ROOT).as_posix(), abs_src_path=str(picture)))
    return files


def _list_keys() -> str:
    """All keys as a page: the manual shows those that are used most."""
    rows = [
        (" ".join(f"`{format_keys(typed)}`" for typed in key.keys), f"`{key.id}`", key.help, str(key.context))
        for key in KEYS
    ]
    table = [("key", "id", "does", "in"), ("---",) * 4, *rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
    return "\n".join(["# All keys", "", *lines])


def on_page_markdown(markdown: str, **_: object) -> str:
    """Lead from `docs/` to what the site has beside it, from wherever in `docs/` a page is not."""
    return OUT_OF_DOCS.sub("](/", markdown)
