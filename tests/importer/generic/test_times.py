"""Words that say when are told from others by their shape."""

import pytest

from structure import index_of
from threadreader.importer.dates.find import find_time


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("March 1, 2012 at 3:42 pm", "March 1, 2012 at 3:42 pm"),
        ("Posted by Ann on March 1, 2012 at 3:42 pm", "March 1, 2012 at 3:42 pm"),
        ("Ann | 27 Sep 2011 | 15:22", "27 Sep 2011 | 15:22"),
        ("28. Februar 2018 um 9:15 Uhr", "28. Februar 2018 um 9:15 Uhr"),
        ("12 мая 2019", "12 мая 2019"),
        ("Tue, 03/06/2014 - 03:40", "Tue, 03/06/2014 - 03:40"),
        ("Ann, 03/06/2014 - 03:40", "03/06/2014 - 03:40"),
        ("le 5 juillet 2012 à 07 h 41", "5 juillet 2012 à 07 h 41"),
        ("4 janvier 2013 à 3 h 35 min", "4 janvier 2013 à 3 h 35 min"),
        ("5 luglio 2012 alle ore 7:41", "5 luglio 2012 alle ore 7:41"),
        ("3 de marzo de 2015", "3 de marzo de 2015"),
        ("17.07, 2011 @ 13:04", "17.07, 2011 @ 13:04"),
        ("2013/12/28 10:28", "2013/12/28 10:28"),
        ("Tue 16-Jun-20 23:12:23", "16-Jun-20 23:12:23"),
        ("2019年3月1日 10:15", "2019年3月1日 10:15"),
        ("11:36 PM 10/28/10", "11:36 PM 10/28/10"),
        ("Sep 21, 3:23 PM", "Sep 21, 3:23 PM"),
        ("9:00am On Apr 24", "9:00am On Apr 24"),
        ("03/05 08:12:00", "03/05 08:12:00"),
        ("» 03.05. 08:12", "03.05. 08:12"),
        ("(2 days ago)", "2 days ago"),
        ("vor 3 Stunden", "vor 3 Stunden"),
        ("il y a 5 heures", "il y a 5 heures"),
        ("3小时前", "3小时前"),
        ("yesterday at 3:42 pm", "yesterday at 3:42 pm"),
        (f"2 mai 2011 21:40, par Odile Brassard, {'gardienne du phare, ' * 6}", "2 mai 2011 21:40"),
    ],
)
def test_a_line_says_when(line: str, words: str) -> None:
    assert find_time(line) == words


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Ann",
        "12 comments",
        "Version 3.11",
        "Reply #12",
        "I was there in May and again on March 1, 2012, when it rained and the roof had not been mended, so we left",
        "March 1, 2012 was the day on which the roof fell in, and nobody who had been there before could say why",
        "x" * 500 + " March 1, 2012",
    ],
)
def test_a_line_says_nothing_of_a_time(line: str) -> None:
    assert find_time(line) is None


@pytest.mark.parametrize(
    ("html", "machine", "words"),
    [
        ("<time datetime='2019-03-01T10:15:00Z'>a while</time>", "2019-03-01T10:15:00Z", None),
        ("<abbr title='2019-03-01T10:15:00+00:00'>1 March 2019</abbr>", "2019-03-01T10:15:00+00:00", "1 March 2019"),
        ("<span title='March 1, 2019, and more'>then</span>", "March 1, 2019", None),
        ("<span title='March\n  1st, 2019 - 3:42 PM'>then</span>", "March 1st, 2019 - 3:42 PM", None),
        ("<span data-time='1551435300'>1 March 2019</span>", "1551435300", "1 March 2019"),
        ("<a href='#c1'>9:00 p.m.</a>", None, "9:00 p.m."),
    ],
)
def test_a_tag_says_when(html: str, machine: str | None, words: str | None) -> None:
    (time,) = index_of(f"<body>{html}").times.values()
    assert (time.machine, time.words) == (machine, words)


def test_a_price_in_a_title_is_no_time() -> None:
    assert not index_of("<body><span title='12 items'>12</span>").times


def test_how_long_a_film_is_is_no_time() -> None:
    assert not index_of("<body><span>9:00</span>").times
