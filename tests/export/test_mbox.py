import mailbox
import re
from contextlib import closing
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from export_sample import SAMPLE
from golden import compare
from sketch import chain, paragraph, sketch
from strategies import threads
from threadreader.export.mbox import export_mbox
from threadreader.model.blocks import CodeBlock
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.model.wire import comment_key, mail_key

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def mails(thread: Thread, folder: Path) -> list[mailbox.mboxMessage]:
    """The mails, as a mail program reads them."""
    file = folder / "thread.mbox"
    file.write_text(export_mbox(ParsedPage(PAGE, thread)), encoding="utf-8", newline="\n")
    with closing(mailbox.mbox(file)) as box:
        return list(box)


def plain(mail: mailbox.mboxMessage) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_the_sample_is_written_as_it_was() -> None:
    compare(Path(__file__).parent / "golden" / "sample.mbox", export_mbox(SAMPLE))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(threads(6))
def test_there_is_a_mail_a_comment_and_what_it_answers_is_its_reference(tmp_path: Path, thread: Thread) -> None:
    written = mails(thread, tmp_path)
    ids = [mail["Message-ID"].strip("<>") for mail in written]
    assert ids == [mail_key(None), *(mail_key(comment.id) for comment in thread.comments)]
    answered = [mail["In-Reply-To"].strip("<>") for mail in written[1:]]
    assert answered == [mail_key(comment.parent_id) for comment in thread.comments]
    assert all(mail["References"].split()[-1] == mail["In-Reply-To"] for mail in written[1:])


@pytest.mark.parametrize(
    "words",
    ["x\r\nBcc: y@z.example", '"; \\" <a@b.example>', "=?utf-8?q?x?=", "\u0416" * 400, "a, b: c"],
    ids=list("12345"),
)
def test_a_name_or_a_title_is_no_header(tmp_path: Path, words: str) -> None:
    comment = Comment(CommentId("c 1>\n"), None, Author(clean_line(words)), (paragraph("Words."),))
    written = mails(Thread(Article(words), (comment,)), tmp_path)
    assert {name for mail in written for name in mail} <= {
        *("Message-ID", "From", "Subject", "Archived-At", "Date", "In-Reply-To", "References"),
        *(f"X-Threadreader-{fact}" for fact in ("Time", "Author")),
        *("MIME-Version", "Content-Type"),
    }
    assert str(make_header(decode_header(written[0]["Subject"]))) == clean_line(words)
    assert comment_key(written[1]["Message-ID"].strip("<>")) == comment.id


def test_a_line_that_begins_as_a_mail_begins_none(tmp_path: Path) -> None:
    body = (CodeBlock("x\nFrom me\n>From you"), paragraph("From here."))
    written = mails(Thread(Article("Title"), (Comment(CommentId("c1"), None, None, body),)), tmp_path)
    assert plain(written[1]) == "    x\n    From me\n    >From you\n\n>From here."


def test_a_long_line_is_in_base64(tmp_path: Path) -> None:
    words = "\u6a4b " * 20_000
    written = mails(Thread(Article("Title", (paragraph(words.strip()),)), ()), tmp_path)
    assert plain(written[0]) == words.strip()
    assert max(map(len, export_mbox(ParsedPage(PAGE, sketch(f"ann: {words}"))).encode().splitlines())) < 998


def test_quotations_are_marked_as_in_mails() -> None:
    written = export_mbox(ParsedPage(PAGE, sketch("ann: First.\n\n     > Quoted words.\n\n     Last.")))
    assert "\nFirst.\n\n> Quoted words.\n\nLast.\n" in written


def test_references_are_few_in_a_long_chain() -> None:
    written = export_mbox(ParsedPage(PAGE, chain(2_000)))
    assert max(len(found.split()) for found in re.findall(r"References: ((?:<.*>\n ?)+)", written)) == 11
