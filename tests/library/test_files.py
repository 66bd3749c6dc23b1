import errno
import fcntl
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from threadreader.errors import ExportError, PageError
from threadreader.importer.container import MAX_FILE_BYTES, open_container
from threadreader.library.files import FileSource, export_target, find_page_files, write_export
from threadreader.library.reading import check_page, page_files


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_an_export_is_not_readable_by_fewer_than_other_files(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_export("words", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_export_overwrites_only_when_told(tmp_path: Path) -> None:
    target = _write(tmp_path / "out.txt", b"before")
    with pytest.raises(ExportError, match="already exists; choose another name, or overwrite it with --force"):
        write_export("after", target)
    assert target.read_bytes() == b"before"
    write_export("after", target, overwrite=True)
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_an_export_to_a_device_leaves_it_a_device(tmp_path: Path) -> None:
    device = tmp_path / "device"
    device.symlink_to(os.devnull)
    for overwrite in (False, True):
        write_export("words", device, overwrite=overwrite)
        assert device.is_char_device()


def test_an_export_to_a_pipe_goes_to_who_reads_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text)
        write_export("words", pipe)
        assert read.result() == "words"
    assert pipe.is_fifo()


def test_a_dangling_link_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExportError, match="already exists"):
        write_export("words", tmp_path / "link")


def test_an_export_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = _write(tmp_path / "out.txt", b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="cannot be written \\(No space left on device\\)"):
        write_export("after", target, overwrite=True)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_an_export_needs_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        write_export("words", tmp_path / "no" / "out.txt")
    with pytest.raises(ExportError, match="is a folder"):
        write_export("words", tmp_path, overwrite=True)


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("n" * 300, "cannot be written (File name too long)"),
        (f"{'n' * 300}/out.txt", "cannot be written (File name too long)"),
        ("nul\0", "is not a valid file name"),
        ("half \ud800", "is not a valid file name"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trouble: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for overwrite in (False, True):
        with pytest.raises(ExportError, match=re.escape(trouble)):
            write_export("words", export_target(name), overwrite=overwrite)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", " ", ".", "..", "/", "folder/", "folder/.", "~nobody-has-this-name/out.txt"])
def test_what_names_no_file_is_refused(name: str) -> None:
    with pytest.raises(ExportError, match=r"is not a file name|is a folder|is not known") as raised:
        export_target(name)
    assert raised.value.cure


def test_a_name_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert export_target("~/out.txt") == tmp_path / "out.txt"
    assert export_target("a~/out.txt") == Path("a~/out.txt")


def test_what_lies_beside_a_page_is_read_from_its_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "page_files").mkdir(parents=True)
    _write(tmp_path / "secret.html", b"secret")
    _write(folder / "page_files" / "frame.html", b"frame")
    os.mkfifo(folder / "fifo")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    (folder / "up").symlink_to(tmp_path)
    source = FileSource(_write(folder / "page.html", b"page"))
    assert source.read_sibling("page_files/frame.html") == b"frame"
    for path in (
        "../secret.html",
        str(tmp_path / "secret.html"),
        "link.html",
        "up/secret.html",
        "page.html",
        "page_files",
        "fifo",
        "missing",
        "nul\0",
        "long" * 999,
        "page.html/x",
    ):
        assert source.read_sibling(path) is None
    assert FileSource(folder / "page.html", tmp_path).read_sibling("../secret.html") == b"secret"


def test_a_mirror_of_several_sites_is_one_folder(tmp_path: Path) -> None:
    for name in ("blog.example", "comments.example:8080", "private"):
        (tmp_path / name).mkdir()
        _write(tmp_path / name / "thread.html", name.encode())
    source = FileSource(_write(tmp_path / "blog.example" / "post.html", b"post"))
    assert source.read_sibling("../comments.example:8080/thread.html") == b"comments.example:8080"
    assert source.read_sibling("../private/thread.html") is None
    assert source.read_sibling("../../private/thread.html") is None


@pytest.mark.parametrize("home", ["john.doe", "wei.li", "j.r.smith", "jane.org"])
def test_a_home_is_no_mirror_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home" / ("wei.li" if home == "jane.org" else home)))
    for name in (home, "other.user", "other.com"):
        (tmp_path / "home" / name / "Downloads").mkdir(parents=True)
        _write(tmp_path / "home" / name / "secret.html", b"secret")
    source = FileSource(_write(tmp_path / "home" / home / "Downloads" / "a.html", b"page"))
    (tmp_path / "home" / home / "Downloads" / "link.html").symlink_to(tmp_path / "home" / home / "secret.html")
    for path in ("../secret.html", "../../other.user/secret.html", "../../other.com/secret.html", "link.html"):
        assert source.read_sibling(path) is None
    assert source.folders() == [str((tmp_path / "home" / home / "Downloads").resolve())]


def test_a_link_in_a_mirror_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "blog.example.org").mkdir(parents=True)
    (tmp_path / "private").mkdir()
    _write(tmp_path / "private" / "secret.html", b"secret")
    (tmp_path / "mirror" / "other.example.org").symlink_to(tmp_path / "private")
    source = FileSource(_write(tmp_path / "mirror" / "blog.example.org" / "post.html", b"post"))
    assert source.read_sibling("../other.example.org/secret.html") is None
    assert str(tmp_path / "private") not in source.folders()


@pytest.mark.parametrize("name", ["page.html", "folder"])
def test_what_may_not_be_read_is_called_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _write(tmp_path / "page.html", b"<html>")
    (tmp_path / "folder").mkdir()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Not by its mode, which does not keep the superuser from reading.
    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PageError, match=r": cannot be read \(Permission denied\)$"):
        open_container(FileSource(tmp_path / name))


def test_files_that_cannot_be_pages_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    huge = _write(tmp_path / "huge.html", b"<html>" + b" " * 5_000)
    os.truncate(huge, MAX_FILE_BYTES + 1)
    for path, trouble in (
        (tmp_path / "missing", "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "fifo", "is not a regular file"),
        (Path("/dev/null"), "is not a regular file"),
        (tmp_path / "loop", "cannot be read"),
        (tmp_path / "huge.html" / "page", "cannot be read"),
        (_write(tmp_path / "empty.html", b""), "is empty"),
        (huge, "is larger than 256 MB"),
    ):
        with pytest.raises(PageError, match=trouble) as raised:
            open_container(FileSource(path))
        assert str(raised.value).startswith(f"{path}: ")
        assert "\n" not in str(raised.value)


def _touch(path: Path, content: bytes = b"<p>words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _named(folder: Path) -> list[str]:
    return [str(source.path.relative_to(folder)) for source in find_page_files([folder])]


def test_a_file_is_itself_and_a_folder_what_is_in_it_by_name(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "deep/er/c.html"):
        _touch(tmp_path / "pages" / name)
    single = _touch(tmp_path / "single.html")
    found = list(find_page_files([single, tmp_path / "pages"]))
    assert [source.path.name for source in found] == ["single.html", "a.html", "b.html", "c.html"]
    assert [source.folder for source in found] == [None, *[tmp_path / "pages"] * 3]


@pytest.mark.parametrize("folder", ["Bread_files", "bread_FILES", "Bread-Dateien", "Bread_fichiers"])
def test_what_was_saved_beside_a_page_is_no_page(tmp_path: Path, folder: str) -> None:
    _touch(tmp_path / "Bread.html")
    _touch(tmp_path / folder / "frame.html")
    assert _named(tmp_path) == ["Bread.html"]


def test_a_folder_that_only_is_called_so_is_looked_into(tmp_path: Path) -> None:
    _touch(tmp_path / "old_files" / "page.html")
    assert _named(tmp_path) == ["old_files/page.html"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path / ".git" / "page.html")
    _touch(tmp_path / ".page.html")
    assert _named(tmp_path) == []


def test_a_ring_of_links_ends(tmp_path: Path) -> None:
    _touch(tmp_path / "in" / "page.html")
    (tmp_path / "in" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert _named(tmp_path) == ["in/page.html"]


@pytest.mark.process
def test_ten_thousand_files_of_other_kinds_hide_no_page(tmp_path: Path) -> None:
    for number in range(100):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        for each in range(100):
            (folder / f"{each:03}.c").touch()
        (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    _touch(tmp_path / "042" / "page.html")
    assert [source.path.name for source in page_files([tmp_path])] == ["page.html"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [source.path.name for source in page_files([tmp_path])] == ["pipe"]


@pytest.mark.parametrize(
    ("content", "page"),
    [
        (b"<html><p>words", True),
        (b"\x1f\x8b\x08rest", True),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"", False),
        (bytes(99), False),
    ],
)
def test_files_are_told_by_their_first_bytes(tmp_path: Path, content: bytes, page: bool) -> None:
    _touch(tmp_path / "file", content)
    assert len(list(page_files([tmp_path]))) == page


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no such files")
@pytest.mark.parametrize("name", ["/proc/kmsg", "/proc/self/mem", "/proc/meminfo", "/dev/zero", "/dev/tty"])
def test_files_of_the_system_are_refused_at_once(name: str) -> None:
    with pytest.raises(PageError, match=rf"^{name}: (is|cannot be read)") as refused:
        FileSource(Path(name)).open()
    assert "\n" not in str(refused.value)


def test_an_empty_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "page").touch()
    with FileSource(tmp_path / "page").open() as file:
        assert file.read() == b""


def test_an_error_of_the_disk_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "page").write_bytes(b"<html>")
    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(PageError, match=r"page: cannot be read \(Input/output error\)$"):
        check_page(tmp_path / "page")


def test_what_a_killed_export_left_is_removed_by_a_later_one_and_what_is_written_now_is_not(tmp_path: Path) -> None:
    old, new, held = (tmp_path / f".threadreader-{name}.tmp" for name in ("old", "new", "held"))
    for path in (old, new, held, tmp_path / ".threadreader-old.tmp-journal"):
        path.write_bytes(b"half")
    for path in (old, held):
        os.utime(path, (0, 0))
    (tmp_path / ".threadreader-link.tmp").symlink_to(tmp_path / "kept.txt")
    (tmp_path / "kept.txt").write_bytes(b"kept")
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_export("text", tmp_path / "a.txt", overwrite=False)
    left = sorted(path.name for path in tmp_path.iterdir())
    expected = [".threadreader-held.tmp", ".threadreader-link.tmp", ".threadreader-new.tmp", "a.txt", "kept.txt"]
    assert left == expected
