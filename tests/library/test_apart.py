from pathlib import Path

from blog import blog_page
from threadreader.library import Library, apart
from threadreader.paths import find_paths


def bring_in(*named: Path) -> list[str]:
    with Library.open(find_paths()) as library:
        file = str(library.file)
    return list(apart.bring_in(file, *map(str, named)))


def test_a_folder_is_brought_in_page_by_page(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.html").write_bytes(blog_page(name, words=name))
    (folder / "notes.csv").write_text("1,2\n")
    assert bring_in(folder) == ["importing: 1 · Bread", "importing: 2 · Bread", "2 imported"]
    assert bring_in(folder)[-1] == "0 imported · 2 already there"


def test_what_cannot_be_brought_in_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert bring_in(tmp_path / "empty")[-1].startswith("0 imported · 1 failed: empty ")
    said = bring_in(tmp_path / "nowhere.html")[-1]
    assert said == "0 imported · 1 failed: nowhere.html there is no such file"
