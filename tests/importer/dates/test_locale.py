"""Times in any language."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import Dates
from threadreader.importer.dates.locale import day_comes_first, load_names

_SAVED = datetime(2024, 5, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de-AT", "4. Mai 2019 um 15:42 Uhr"),
        ("de", "Mai 4, 2019 at 3:42 pm"),
        ("de", "am 04.05.2019, 15:42 Uhr"),
        ("fr", "samedi 4 mai 2019 \u00e0 15 h 42"),
        ("fr", "le 4 mai 2019 \u00e0 15h42"),
        ("fr", "4 mai 2019 \u00e0 15 h 42 min"),
        ("es", "4 de mayo de 2019 a las 3:42 p. m."),
        ("pt-BR", "4 de maio de 2019 \u00e0s 15:42"),
        ("it", "4 maggio 2019 alle 15:42"),
        ("nl", "4 mei 2019 om 15:42"),
        ("pl", "4 maja 2019 o 15:42"),
        ("cs", "4. 5. 2019 v 15:42"),
        ("ru", "4 \u043c\u0430\u044f 2019 \u0433. \u0432 15:42"),
        ("sv", "4 maj 2019 kl. 15:42"),
        ("tr", "4 May\u0131s 2019, 15:42"),
        ("hu", "2019. m\u00e1jus 4. 15:42"),
        ("el", "4 \u039c\u03b1\u0390\u03bf\u03c5 2019 \u03c3\u03c4\u03b9\u03c2 15:42"),
        ("he", "4 \u05d1\u05de\u05d0\u05d9 2019 \u05d1\u05e9\u05e2\u05d4 15:42"),
        ("ar", "4 \u0645\u0627\u064a\u0648\u060c 2019 at 3:42 \u0645"),
        ("fa", "\u06f4 \u0645\u0647 \u06f2\u06f0\u06f1\u06f9 \u06f1\u06f5:\u06f4\u06f2"),
        ("hi", "4 \u092e\u0908 2019 at 3:42 pm"),
        ("ja", "2019\u5e745\u67084\u65e5(\u571f) \u5348\u5f8c3\u664242\u5206"),
        ("zh-TW", "2019\u5e745\u67084\u65e5 \u4e0b\u53483:42"),
        ("ko", "2019\ub144 5\uc6d4 4\uc77c \uc624\ud6c4 3:42"),
        (None, "4. Mai 2019 um 15:42"),
        ("en-US", "4. Mai 2019 um 15:42"),
    ],
)
def test_a_time_is_read_in_the_language_of_its_page(language: str | None, text: str) -> None:
    moment = Dates(language, shown=[text]).read(text)
    assert moment is not None
    assert moment.iso == "2019-05-04T15:42:00"


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("de", "vor 3 Tagen", "2024-04-30"),
        ("de", "vor 2 Stunden", "2024-05-03T10:00:00+00:00"),
        ("de", "gestern um 15:42 Uhr", "2024-05-02T15:42:00"),
        ("fr", "il y a 3 jours", "2024-04-30"),
        ("ja", "3 \u65e5\u524d", "2024-04-30"),
        ("ja", "3\u65e5\u524d", "2024-04-30"),
        ("de", "3 days ago", "2024-04-30"),
        ("de", "vor 3 Monaten", None),
        ("en", "vor 3 Tagen", None),
    ],
)
def test_a_time_may_be_counted_back_in_any_language(language: str, text: str, iso: str | None) -> None:
    moment = Dates(language, _SAVED).read(text)
    assert moment is not None
    assert moment.iso == iso


@pytest.mark.parametrize(
    "text", ["4 listopad 2019", "4 \u0e1e\u0e24\u0e29\u0e20\u0e32\u0e04\u0e21 2562", "4 Brumaire 2019", "Mai 2019"]
)
def test_an_ambiguous_time_is_none(text: str) -> None:
    moment = Dates(None).read(text)
    assert moment is not None
    assert moment.at is None


def test_the_same_word_is_another_month_in_another_language() -> None:
    months = [Dates(language).read("4 listopad 2019") for language in ("pl", "hr")]
    assert [moment and moment.iso for moment in months] == ["2019-11-04", "2019-10-04"]


@pytest.mark.parametrize(
    ("language", "first"),
    [("de", True), ("en-GB", True), ("en", None), ("zh", None), ("xx-nonsense", None), ("", None)],
)
def test_which_of_day_and_month_a_language_writes_first(language: str, first: bool | None) -> None:
    assert day_comes_first(language) is first


@given(st.text(max_size=12))
def test_any_language_may_be_asked_for(language: str) -> None:
    load_names(language)
    day_comes_first(language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "mar mar 16, 2021 11:40 am"),
        ("es", "Mar 16 Mar 2021"),
        ("it", "mar 16 mar 2021, 11:40"),
        ("es", "16 mar 2021, mar"),
    ],
)
def test_a_day_of_the_week_that_is_called_like_a_month(language: str, words: str) -> None:
    moment = Dates(language, shown=[words]).read(words)
    assert moment is not None
    assert (moment.iso or "").startswith("2021-03-16")


def test_a_day_of_the_week_before_another_month() -> None:
    moment = Dates("es", shown=["mar 13 abr 2021"]).read("mar 13 abr 2021")
    assert moment is not None
    assert moment.iso == "2021-04-13"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "5. Mrz 2012, 15.42 Uhr"),
        ("fr", "Le 05/03/12 à 15:42"),
        ("es", "5 de marzo de 2012 a las 3:42 de la tarde"),
        ("uk", "05 берез. 2012 \u0440., 15:42"),
        ("ca", "5 de març de 2012 a les 15:42"),
        ("ar", "5 آذار 2012 15:42"),
        ("hi", "5 मार्च 2012 को 3:42 अपराह्न"),
        ("bn", "৫ মার্চ, ২০১২ at ৩:৪২ অপরাহ্ণ"),
        ("ta", "5 மார்ச், 2012 அன்று பிற்பகல் 3:42"),
        ("vi", "5 Tháng Ba, 2012 lúc 15:42"),
        ("vi", "15:42 ngày 5 tháng 3 năm 2012"),
        ("vi", "05/03/2012 lúc 3:42 chiều"),
        ("zh", "2012年3月5日 下午3点42分"),
        ("ko", "2012. 3. 5. 오후 3:42"),
        ("el", "5 Μάρτιος 2012 3:42 μ.μ."),
        ("tr", "5 Mart 2012 saat 3:42 ÖS"),
        (None, "5 marca 2012 o 15:42"),
        ("en", "5 Mart 2012, 15:42"),
        ("en", "2012년 3월 5일 오후 3:42"),
        ("en", "5. maaliskuuta 2012 klo 15.42"),
    ],
)
def test_more_ways_of_other_languages(language: str | None, text: str) -> None:
    moment = Dates(language, shown=[text]).read(text)
    assert moment is not None
    assert moment.iso == "2012-03-05T15:42:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012年3月5日 晚上9:42", "2012-03-05T21:42:00"),
        ("2012年3月5日 凌晨1:42", "2012-03-05T01:42:00"),
        ("2012年3月5日 中午12:10", "2012-03-05T12:10:00"),
        ("2012年3月5日 清晨9:10", "2012-03-05T09:10:00"),
        ("2012年3月5日 晚上12:10", None),
    ],
)
def test_a_part_of_the_day_settles_the_half(text: str, iso: str | None) -> None:
    moment = Dates("zh").read(text)
    assert moment is not None
    assert moment.iso == iso


def test_the_language_of_times_is_the_one_that_they_are_all_the_same_in() -> None:
    assert Dates(None, shown=["4 listopad 2019"]).language is None
    assert Dates(None, shown=["4 listopad 2019", "5 lipca 2019"]).language == "pl"
    assert Dates(None, shown=["March 4, 2019", "soon"]).language is None
