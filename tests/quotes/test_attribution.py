import pytest

from threadreader.quotes.attribution import Names, read_attribution, read_lead, read_speaker
from threadreader.quotes.words import fold_words

_NAMES = Names(("Marta Lindqvist", "sceptic_42", "Ann", "Ann Baker", "Bo"))


@pytest.mark.parametrize(
    ("phrase", "author"),
    [
        ("On 3 May 2012, Marta Lindqvist wrote", "marta lindqvist"),
        ("@sceptic_42 said", "sceptic 42"),
        ("Marta", "marta lindqvist"),
        ("Originally posted by Ann Baker", "ann baker"),
    ],
)
def test_a_phrase_names_an_author(phrase: str, author: str) -> None:
    assert _NAMES.find(fold_words(phrase)) == {author}


def test_a_first_name_may_mean_two() -> None:
    assert _NAMES.find(["ann"]) == {"ann", "ann baker"}


def test_nobody_is_named_by_other_words_or_two_letters() -> None:
    assert _NAMES.find(fold_words("The minister wrote to Bo")) == frozenset()


@pytest.mark.parametrize(
    ("line", "attribution"),
    [
        ("Ann wrote:", "Ann wrote"),
        ("On Tue, 3 May 2012 at 10:04, Ann Baker <a@b.example> wrote:", None),
        ("@ann said:", "@ann said"),
        ("@ann said", "@ann said"),
        ("@ann", "@ann"),
        ("@Ann Baker:", "@Ann Baker"),
        ("Ann schrieb am 3. Mai um 10:04 Uhr:", None),
        ("Originally posted by Ann", "Originally posted by Ann"),
        ("From: Ann Baker <a@b.example>\nSent: Tuesday\nTo: Bo\nSubject: Re: the weir", "Ann Baker <a@b.example>"),
        ("-----Original Message-----\nFrom: Ann\nDate: Tue, 3 May 2012 10:04", "Ann"),
        ("пн, 3 мая 2012 \u0433. в 10:12, Ann <a@b.example>:", None),
        ("2012年5月3日(木) 10:12 Ann <a@b.example>:", None),
        ("Ann <a@b.example> 于2012年5月3日 10:12写道\uff1a", None),
        ("Von: Ann\nGesendet: Dienstag, 3. Mai", "Ann"),
    ],
)
def test_a_line_or_a_mail_header_says_who_is_quoted(line: str, attribution: str | None) -> None:
    assert read_attribution(line) == (attribution or line[:-1], len(line))


def test_the_line_may_stand_above_the_words() -> None:
    assert read_attribution("Ann wrote:\nYes.") == ("Ann wrote", 11)
    assert read_attribution("@ann said\nYes.") == ("@ann said", 10)
    assert read_attribution("From: Ann\nSubject: Oak\n\nYes.") == ("Ann", 24)


@pytest.mark.parametrize(
    "text",
    [
        "Yes: no.",
        "She wrote a book: it is long",
        "",
        "wrote",
        "@ann said that it was so, and it was",
        "From: Ann\nYes, she is from there.",
        "She said so long ago, in a chapter on weirs and on what became of those who built them in the valley:",
    ],
)
def test_other_text_says_nothing_of_the_kind(text: str) -> None:
    assert read_attribution(text) is None


def test_a_speaker_is_somebody_on_the_page() -> None:
    assert read_speaker("Marta: Who paid?", _NAMES) == ("Marta", 7)
    assert read_speaker("Note: nobody paid.", _NAMES) is None
    assert read_speaker("No colon", _NAMES) is None


def test_words_before_a_mark_may_name_its_author() -> None:
    assert read_lead("And as Ann said, ") == "And as Ann"
    assert read_lead("No, @ann ") == "@ann"
    assert read_lead("This is Ann's ") == "This is Ann"
    assert read_lead("Ann: ") == "Ann"
    assert read_lead("And then ") is None
