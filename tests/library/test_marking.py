from pathlib import Path

from blog import blog_page
from threadreader.library.library import Library
from threadreader.library.maintenance import first_unread, read_all
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths


def test_a_thread_is_read_and_its_first_unread_comment_found_without_a_screen(tmp_path: Path) -> None:
    (tmp_path / "bread.html").write_bytes(blog_page("First", "Second", "Third"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "bread.html")
        assert first_unread(library, 1) == "comment-1"
        seen = Progress(seen=frozenset({CommentId("comment-1")}), muted=frozenset({CommentId("comment-2")}))
        library.save_progress(1, seen, Progress())
        assert first_unread(library, 1) == "comment-3"
        before, after = read_all(library, 1)
        assert (before.seen, len(after.seen)) == (seen.seen, 3)
        assert first_unread(library, 1) is None
        assert library.threads()[0].unread == 0
        library.save_progress(1, before, after)
        assert first_unread(library, 1) == "comment-3"
