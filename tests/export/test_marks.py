"""What a reader did with comments, in exports."""

from dataclasses import replace

from export_sample import SAMPLE
from threadreader.export import exporters
from threadreader.export.html import export_html
from threadreader.export.markdown import export_markdown
from threadreader.export.text import read_text, write_text
from threadreader.model.thread import CommentId

MARKED = replace(SAMPLE, marks={CommentId("comment-8"): ("unread", "starred")})


def test_they_stand_with_the_comment_in_every_form_for_people() -> None:
    assert ", score -3, unread, starred [comment-8]" in write_text(MARKED)
    assert " · unread · starred" in export_markdown(MARKED)
    assert " · unread · starred" in export_html(MARKED)


def test_text_with_them_is_read_as_the_same_thread() -> None:
    assert read_text(write_text(MARKED)).thread == read_text(write_text(SAMPLE)).thread


def test_only_what_holds_everything_has_no_choice() -> None:
    assert [name for name, exporter in exporters().items() if exporter.lossless] == ["json"]
