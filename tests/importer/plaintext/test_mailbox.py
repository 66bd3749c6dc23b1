"""Mails in a text: the first is the article, and each other answers what it refers to."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import Imported, import_bytes
from threadreader.importer.container import BytesSource, is_page_file
from threadreader.model.blocks import BlockQuote, Heading

LIST = """\
From ann at example.org  Fri Mar  1 09:00:01 2013
From: ann at example.org (Ann Weir)
Date: Fri, 01 Mar 2013 09:00:00 +0000
Subject: [Tea] The kettle whistles
Message-ID: <k1@example.org>

It whistles when it is empty, too:

From what I hear, at least. See https://example.org/steam.

From bob at example.org  Fri Mar  1 10:05:01 2013
From: bob at example.org (Bob Ford)
Date: Fri, 01 Mar 2013 11:05:00 +0100
Subject: Re: [Tea] The kettle whistles
In-Reply-To: <k1@example.org>
References: <k1@example.org>
Message-ID: <k2@example.org>

> It whistles when it is empty

>From now on I will fill it.

--\x20
Bob Ford, tea committee

From cid at example.org  Fri Mar  1 11:15:01 2013
From: cid at example.org (=?utf-8?q?Cid_M=C3=BCller?=)
Date: Fri, 01 Mar 2013 11:15:00 +0000
Subject: Re: [Tea] The kettle whistles
References: <k1@example.org> <k2@example.org> <lost@example.org>
Message-ID: <k3@example.org>

Thank you.

From dot at example.org  Fri Mar  1 12:15:01 2013
From: "Hill, Dot" <dot at example.org>
Date: Fri, 01 Mar 2013 12:15:00 +0000
Subject: [Tea] Biscuits
Message-ID: <k4@example.org>

There are none.
"""


def outline(imported: Imported) -> list[tuple[str | None, str | None, str]]:
    return [
        (comment.author.name if comment.author else None, comment.parent_id, " ".join(comment.text.split()))
        for comment in imported.thread.comments
    ]


def mbox(tmp_path: Path, *mails: EmailMessage) -> Imported:
    file = mailbox.mbox(tmp_path / "tea.mbox")
    for mail in mails:
        file.add(mail)
    file.close()
    return import_bytes((tmp_path / "tea.mbox").read_bytes(), "tea.mbox")


def mail(key: str, words: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["Message-ID"] = f"<{key}>"
    made["Date"] = "Fri, 01 Mar 2013 09:00:00 +0000"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words, cte="quoted-printable")
    return made


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_mbox_file_of_a_list_is_a_thread(newline: str) -> None:
    imported = import_bytes(LIST.replace("\n", newline).encode(), "2013-March.txt")
    article = imported.thread.article
    assert imported.parsed.save.adapter == "mbox"
    assert (article.title, [author.name for author in article.authors]) == ("[Tea] The kettle whistles", ["Ann Weir"])
    assert outline(imported) == [
        ("Bob Ford", None, "It whistles when it is empty From now on I will fill it."),
        ("Cid Müller", "k2@example.org", "Thank you."),
        ("Hill, Dot", None, "[Tea] Biscuits There are none."),
    ]
    bob, _, dot = imported.thread.comments
    assert isinstance(bob.body[0], BlockQuote)
    assert isinstance(dot.body[0], Heading)
    assert bob.posted_at
    assert bob.posted_at.at
    assert bob.posted_at.at.isoformat() == "2013-03-01T11:05:00+01:00"


def test_mails_in_any_encoding_are_read(tmp_path: Path) -> None:
    first = mail("a", "Le thé est prêt à être bu.", From="Ann Weir <ann@example.org>", Subject="Thé")
    second = mail("b", "Merci.", From='"Ford, Bob" <bob@example.org>', Subject="Re: Thé", In_Reply_To="<a>")
    second.add_alternative("<p>Merci</p>", subtype="html")
    third = mail("c", "x", From="cid@example.org", Subject="AW: Thé", References="<a> <b>")
    third.set_content("<html><body><p>Ja, <b>bitte</b>.</p></body></html>", subtype="html")
    imported = mbox(tmp_path, first, second, third)
    assert imported.thread.article.title == "Thé"
    assert outline(imported) == [("Ford, Bob", None, "Merci."), ("cid@example.org", "b", "Ja, bitte.")]


def test_letters_that_nobody_encoded_are_told_by_their_bytes() -> None:
    text = "From: Zoë Weir <zoe@example.org>\nDate: 1 Mar 1999 09:00:00 GMT\nMessage-ID: <a@b>\nSubject: Thé\n\nPrêt.\n"
    imported = import_bytes(text.encode("utf-8"), "a.eml")
    assert imported.thread.article.title == "Thé"
    assert imported.thread.article.authors[0].name == "Zoë Weir"


def test_an_answer_that_comes_before_what_it_answers_is_no_article(tmp_path: Path) -> None:
    answer = mail("b", "Two.", From="Bob <b@example.org>", Subject="Re: One", In_Reply_To="<a>")
    imported = mbox(tmp_path, answer, mail("a", "One.", From="Ann <a@example.org>", Subject="One"))
    assert imported.thread.article.title == "One"
    assert outline(imported) == [("Bob", None, "Two.")]


def test_an_article_of_usenet_has_no_comments() -> None:
    text = (
        "Path: news.example.org!not-for-mail\nFrom: ann@example.org (Ann Weir)\nNewsgroups: rec.tea\n"
        "Subject: Kettles\nDate: 1 Mar 1993 09:00:00 GMT\nMessage-ID: <k1@example.org>\n\n"
        "Does it whistle?\n\nFrom here it does.\n"
    )
    imported = import_bytes(text.encode(), "kettles.txt")
    assert (imported.thread.article.title, imported.thread.comments) == ("Kettles", ())
    assert imported.thread.article.authors[0].name == "Ann Weir"


def test_a_mail_with_files_attached_is_its_words() -> None:
    made = mail("a", "Look.", From="Ann <a@example.org>", Subject="Tea")
    made.add_attachment("No words of hers.", filename="notes.txt")
    imported = import_bytes(made.as_bytes(), "a.eml")
    assert (imported.thread.article.title, imported.thread.article.text.strip()) == ("Tea", "Look.\n\nnotes.txt")


def test_a_mail_that_is_there_twice_is_one(tmp_path: Path) -> None:
    first = mail("a", "One.", From="Ann <a@example.org>", Subject="One")
    answer = mail("b", "Two.", From="Bob <b@example.org>", Subject="Re: One", In_Reply_To="<a>")
    other = mail("b", "Three.", From="Bob <b@example.org>", Subject="Re: One", In_Reply_To="<a>")
    imported = mbox(tmp_path, first, answer, answer, other)
    assert [comment.text for comment in imported.thread.comments] == ["Two.", "Three."]


def test_parts_that_nest_without_end_are_words() -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(2000))
    text = f"From: Ann <a@b>\nDate: 1 Mar 1993 09:00:00 GMT\nMessage-ID: <k@b>\n{parts}\nHello.\n"
    imported = import_bytes(text.encode(), "deep.eml")
    assert imported.thread.article.authors[0].name == "Ann"


@pytest.mark.parametrize("text", ["Title: Tea\nDate: 2013-03-01\n\nFrom: here\n", "From here on\n\nDate: x\n"])
def test_text_with_some_colons_is_no_mail(text: str) -> None:
    assert import_bytes(text.encode(), "note.txt").parsed.save.adapter != "mbox"


@pytest.mark.parametrize("name", ["tea.mbox", "2013-March.txt"])
def test_mails_in_a_folder_are_pages(name: str) -> None:
    assert is_page_file(BytesSource(LIST.encode(), name))


UNDECODABLE = (
    f"Date: 1 Mar {'9' * 20} 10:00:00 GMT",
    f"Content-Type: text/plain; charset*{'9' * 5_000}*=x",
    f"Content-Type: multipart/mixed; boundary*{'9' * 5_000}*=b",
    f"Content-Disposition: attachment; filename*{'9' * 5_000}*=x",
    "Content-Type: text/plain; charset*0*=\0''x; charset*1=y",
    "Content-Disposition: attachment; filename*=\0''%ff",
)


@pytest.mark.parametrize("header", UNDECODABLE, ids=range(len(UNDECODABLE)))
def test_a_mail_with_a_header_that_cannot_be_decoded_is_read(header: str) -> None:
    text = LIST.replace("(Bob Ford)\n", f"(Bob Ford)\n{header}\n", 1)
    assert len(import_bytes(text.encode(), "tea.mbox").parsed.thread.comments) == 3


PIECES = (
    *("\n\n", "\nFrom a@b\n", "\nContent-Type: multipart/mixed; boundary=b\n", "\n--b\n", "\n--b--\n", "\n>From x\n"),
    *("\nSubject: =?nonsense?q?=FF?= =?utf-8?b?!?=\n", "\nContent-Type: text/html; charset=nonsense\n", "<p>\xff"),
    *("\nContent-Transfer-Encoding: base64\n", "\nReferences: <k1@example.org> <k2@example.org>\n", "\nDate: 99 Foo\n"),
    *(f"\n{header}\n" for header in UNDECODABLE),
)


@given(st.lists(st.tuples(st.integers(200, len(LIST)), st.sampled_from(PIECES)), max_size=12))
def test_damaged_mails_are_read(damage: list[tuple[int, str]]) -> None:
    text = LIST
    for place, piece in sorted(damage, reverse=True):
        text = text[:place] + piece + text[place:]
    assert import_bytes(text.encode("latin-1"), "damaged.mbox").parsed.save.adapter == "mbox"
