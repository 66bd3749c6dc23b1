"""Entries of guestbooks that are fields with labels."""

import pytest

from structure import NAMES, WORDS, day, draft_of, told

LABELS = [
    ("Name", "Date", "Message", "E-mail"),
    ("Name", "Datum", "Nachricht", "E-Mail"),
    ("Nom", "Date", "Commentaire", "Courriel"),
    ("Nombre", "Fecha", "Mensaje", "Correo"),
    ("Имя", "Дата", "Сообщение", "Почта"),
    ("Lähettäjä", "Päivämäärä", "Viesti", "Sähköposti"),
    ("Név", "Dátum", "Üzenet", "E-mail"),
    ("Gönderen", "Tarih", "Mesaj", "E-posta"),
    ("Jméno", "Datum", "Zpráva", "E-mail"),
    ("Meno", "Dátum", "Správa", "E-mail"),
    ("Nume", "Data", "Mesaj", "E-mail"),
    ("Όνομα", "Ημερομηνία", "Μήνυμα", "E-mail"),
    ("Име", "Дата", "Съобщение", "Поща"),
    ("Відправник", "Дата", "Повідомлення", "Пошта"),
    ("Người gửi", "Ngày", "Lời nhắn", "Email"),
    ("Nama", "Tanggal", "Pesan", "Surel"),
    ("الاسم", "التاريخ", "الرسالة", "البريد"),
    ("نام", "تاریخ", "پیام", "ایمیل"),
    ("שם", "תאריך", "הודעה", "דואר"),
    ("ผู้ส่ง", "วันที่", "ข้อความ", "อีเมล"),
    ("投稿者", "日付", "本文", "メール"),
    ("작성자", "날짜", "내용", "메일"),
    ("名稱", "日期", "內容", "電郵"),
]
SHAPES = {
    "lines": "<p>{name}: {who}<br>\n{date}: {day}<br>\n{message}: {words}</p>",
    "between rules": "{name}: {who}<br>\n{date}: {day}<br>\n{message}: {words}<br>\n<hr>",
    "bold labels": (
        "<b>{name}:</b> {who}<br>\n<b>{mail}:</b> <a href='mailto:a@example.org'>a@example.org</a><br>"
        "<b>{date}:</b> {day}<br>\n<b>{message}:</b><br>{words}\n<hr>"
    ),
    "rows": (
        "<table><tr><td>{name}:</td><td>{who}</td></tr><tr><td>{date}:</td><td>{day}</td></tr>"
        "<tr><td>{message}:</td><td>{words}</td></tr></table><br>"
    ),
}


@pytest.mark.parametrize("labels", LABELS, ids=[f"{name}, {message}" for name, _, message, _ in LABELS])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_values_of_fields_are_who_when_and_what(shape: str, labels: tuple[str, str, str, str]) -> None:
    name, date, message, mail = labels
    entries = (
        shape.format(name=name, date=date, message=message, mail=mail, who=who, day=day(n), words=WORDS[n])
        for n, who in enumerate(NAMES)
    )
    draft = draft_of(f"<html><title>Guestbook</title><body><h1>Guestbook</h1><hr>{''.join(entries)}</body></html>")
    assert told(draft.comments) == [(who, day(n), WORDS[n]) for n, who in enumerate(NAMES)]


@pytest.mark.parametrize("label", ["Comments:", "Comment :", "Kommentar:"])
def test_the_label_of_the_words_is_enough_where_a_line_over_the_fields_says_who_and_when(label: str) -> None:
    entries = (
        f"<b>{who}</b> - {day(n)}<br>\n<b>My Email:</b> {who} (at) example.org<br>\n<b>{label}</b>\n{WORDS[n]}<hr>"
        for n, who in enumerate(NAMES)
    )
    draft = draft_of(f"<html><title>Guestbook</title><body><h1>Guestbook</h1><hr>{''.join(entries)}</body></html>")
    assert told(draft.comments) == [(who, day(n), WORDS[n]) for n, who in enumerate(NAMES)]


def test_a_count_behind_a_label_is_not_the_words() -> None:
    entries = (
        f"<p><b>{who}</b> - {day(n)}<br>{WORDS[n]}<br>Comments: <a href='/{n}'>{n + 3}</a></p>"
        for n, who in enumerate(NAMES)
    )
    draft = draft_of(f"<html><title>Guestbook</title><body><h1>Guestbook</h1>{''.join(entries)}</body></html>")
    assert all(WORDS[n] in words for n, (*_, words) in enumerate(told(draft.comments)))
    assert len(draft.comments) == len(NAMES)


def test_a_label_that_one_writer_used_is_a_part_of_the_words() -> None:
    said = ["Name: it has none. Message: it leaks.", *WORDS[1:]]
    entries = (f"<p><b>{who}</b> - {day(n)}<br>{said[n]}</p>" for n, who in enumerate(NAMES))
    draft = draft_of(f"<html><title>Guestbook</title><body><h1>Guestbook</h1>{''.join(entries)}</body></html>")
    assert [words for *_, words in told(draft.comments)] == said


@pytest.mark.parametrize("label", ["Author", "L\u00e4hett\u00e4j\u00e4", "\u6295\u7a3f\u8005"])
def test_a_name_behind_its_label_is_found_where_no_label_stands_before_the_words(label: str) -> None:
    # Phorum, with its label alone in bold; the first of the posts is what the thread is about.
    posts = (
        "<table class='list'><tr><td class='subject'>Re: A kettle</td></tr><tr><td class='body'><p class='message'>"
        f"<b>{label}</b>:&nbsp;{who}&nbsp;<br>Date:&nbsp;{day(n)}<br><br>{WORDS[n]} {WORDS[n - 1]}"
        "</p></td></tr></table>"
        for n, who in enumerate(NAMES)
    )
    draft = draft_of(f"<html><title>A kettle</title><body><h1>A kettle</h1>{''.join(posts)}</body></html>")
    written = [(who, day(n), f"{WORDS[n]} {WORDS[n - 1]}") for n, who in enumerate(NAMES)]
    assert told(draft.comments) == written[1:]
