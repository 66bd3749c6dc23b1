"""Entries of guestbooks that are fields with labels."""

import pytest

from structure import NAMES, WORDS, day, draft_of, told

LABELS = [
    ("Name", "Date", "Message", "E-mail"),
    ("Name", "Datum", "Nachricht", "E-Mail"),
    ("Nom", "Date", "Commentaire", "Courriel"),
    ("Nombre", "Fecha", "Mensaje", "Correo"),
    ("Имя", "Дата", "Сообщение", "Почта"),
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


@pytest.mark.parametrize("labels", LABELS, ids=[message for _, _, message, _ in LABELS])
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
