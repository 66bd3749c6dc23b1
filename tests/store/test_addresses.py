"""Addresses of stored threads: whose they are, who links to them, and how many there may be."""

import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace

from keeping import keep, keep_read, parse_save
from sketch import sketch
from threadreader.errors import DamageError
from threadreader.model.addresses import page_address
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.store.addresses import (
    PAGE,
    Reference,
    Role,
    address_hash,
    find_address,
    find_linking,
    find_same_article,
    find_stored_links,
)
from threadreader.store.connection import Database
from threadreader.store.writing import forget, replace_thread

KETTLE, TEAPOT = "https://blog.example.org/kettle/", "https://blog.example.org/teapot/"


def linking(*links: str) -> Thread:
    return sketch("# Links\n\nWords.\n\n" + "".join(f"ann: See [it]({link}) now\n" for link in links))


def found(database: Database, url: str) -> Reference | None:
    address = page_address(url)
    return find_address(database, address) if address else None


@pytest.mark.parametrize(
    "url",
    [
        *(KETTLE, "http://blog.example.org/kettle", "https://www.blog.example.org/kettle/#comment-3"),
        *("https://BLOG.example.org/kettle/?utm_source=news&utm_medium=x", "https://blog.example.org/kettle/?cpage=3"),
        "https://web.archive.org/web/2024/https://blog.example.org/kettle/",
    ],
)
def test_a_page_is_found_by_every_address_of_it(database: Database, url: str) -> None:
    _, number = keep(database, sketch("ann: Hi"), url=KETTLE)
    assert found(database, url) == Reference(number, PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#c1",
        "/kettle/",
        "mailto:ann@blog.example.org",
        "javascript:alert(1)",
        "http://[broken/",
        "https://" + "a" * 9_999,
    ],
)
def test_what_is_no_web_address_is_none_of_a_page(database: Database, url: str) -> None:
    keep(database, sketch("ann: See [it](https://blog.example.org/kettle)"), url="/kettle/")
    assert found(database, url) is None


def test_a_comment_is_found_by_its_permalink_on_the_same_site(database: Database) -> None:
    comments = [
        Comment(CommentId(f"c{number}"), None, None, (), permalink=link)
        for number, link in enumerate(("https://news.example/item?id=7", "https://elsewhere.example/ann", None))
    ]
    _, number = keep(database, Thread(Article("Kettle"), tuple(comments)), url="https://news.example/item?id=6")
    assert found(database, "https://news.example/item?id=7") == Reference(number, 0)
    assert found(database, "https://elsewhere.example/ann") is None


def test_what_links_to_a_thread_is_found_whichever_was_stored_first(database: Database) -> None:
    _, before = keep(database, linking(KETTLE, "https://other.example/", f"{KETTLE}#c1"), b"1", url="//one/1")
    _, number = keep(database, sketch("ann: Hi"), b"2", url=KETTLE)
    _, after = keep(database, linking(TEAPOT, KETTLE), b"3", url="//one/3")
    assert find_linking(database, number, 9) == [Reference(before, 0), Reference(before, 2), Reference(after, 1)]
    assert find_linking(database, number, 2) == [Reference(before, 0), Reference(before, 2)]
    assert find_stored_links(database, after) == {address_hash("//blog.example.org/kettle")}
    forget(database, before)
    assert find_linking(database, number, 9) == [Reference(after, 1)]


def test_two_threads_that_link_to_each_other_and_to_themselves_are_two(database: Database) -> None:
    _, one = keep(database, linking(TEAPOT, KETTLE), b"1", url=KETTLE)
    _, other = keep(database, linking(KETTLE, TEAPOT), b"2", url=TEAPOT)
    assert find_linking(database, one, 9) == [Reference(other, 0)]
    assert find_linking(database, other, 9) == [Reference(one, 0)]
    assert find_same_article(database, [one], 9) == {one}


def test_a_thread_that_is_read_again_has_the_links_of_that_reading(database: Database) -> None:
    _, number = keep(database, linking(KETTLE), b"1")
    _, target = keep(database, sketch("ann: Hi"), b"2", url=KETTLE)
    replace_thread(database, number, parse_save(linking(TEAPOT), b"1"))
    assert find_linking(database, target, 9) == []


def test_threads_about_one_link_and_its_page_have_one_article(database: Database) -> None:
    news = [replace(sketch("ann: Hi"), article=Article("Kettle", link=link)) for link in (KETTLE, f"{KETTLE}#more")]
    numbers = [
        keep(database, thread, url=f"https://news.example/{at}", original=b"%d" % at)[1]
        for at, thread in enumerate(news)
    ]
    _, page = keep(database, sketch("ann: Hi"), b"page", url=KETTLE)
    keep(database, sketch("ann: Hi"), b"other", url=TEAPOT)
    assert find_same_article(database, [page], 9) == {*numbers, page} == find_same_article(database, numbers, 9)


@pytest.mark.parametrize(
    ("post", "is_about"),
    [
        (f"Read [this]({KETTLE})!", True),
        (f"Read [this]({KETTLE}) and [again]({KETTLE}#c1), as [here](https://forum.example/rules).", True),
        (f"Read [this]({KETTLE}) and [that](https://other.example/).", False),
        ("Nothing.", False),
    ],
)
def test_a_forums_thread_is_about_the_one_page_elsewhere_that_its_opening_post_links_to(
    database: Database, post: str, is_about: bool
) -> None:
    _, page = keep(database, sketch("ann: Hi"), b"page", url=KETTLE)
    read = parse_save(sketch(f"# A question\n\n{post}\n\nann: Hi"), b"forum", url="https://forum.example/t/1")
    keep_read(database, read, b"not of a forum")
    read = parse_save(sketch(f"# A question\n\n{post}\n\nann: Hi"), b"forum 2", url="https://forum.example/t/2")
    _, number = keep_read(database, replace(read, opened=True), b"forum 2")
    assert find_same_article(database, [page], 9) == ({page, number} if is_about else {page})


def test_an_article_that_was_saved_from_another_address_than_its_own_has_both(database: Database) -> None:
    read = replace(parse_save(sketch("ann: Hi"), url=KETTLE), saved_url="https://short.example/k")
    _, page = keep_read(database, read, b"page")
    _, news = keep(
        database, replace(sketch("ann: Hi"), article=Article("Kettle", link="http://short.example/k")), b"news"
    )
    assert found(database, "https://short.example/k") == Reference(page, PAGE)
    assert find_same_article(database, [news], 9) == {page, news}


def test_a_thousand_threads_may_link_to_one(database: Database) -> None:
    _, number = keep(database, sketch("ann: Hi"), url=KETTLE)
    with database.writing() as connection:
        for page in range(2, 1_002):
            connection.execute("INSERT INTO page (number, id) VALUES (?, ?)", (page, str(page)))
            row = (address_hash("//blog.example.org/kettle"), Role.LINK, page, 0)
            connection.execute("INSERT INTO address VALUES (?, ?, ?, ?)", row)
    assert len(find_linking(database, number, 2_000)) == 1_000
    assert find_linking(database, number, 3) == [Reference(page, 0) for page in (2, 3, 4)]


def test_a_page_has_a_bounded_number_of_links(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threadreader.store.addresses._MAX_ROWS", 9)
    _, number = keep(database, linking(*(f"https://host{at}.example/" for at in range(20))), url=KETTLE)
    assert database.rows("SELECT count(*) FROM address WHERE page = ?", number) == [(9,)]
    assert found(database, KETTLE) == Reference(number, PAGE)


def test_every_look_up_goes_by_an_index(database: Database) -> None:
    for statement in (
        "SELECT page, comment FROM address WHERE hash = 1 AND role = 0 ORDER BY comment, page DESC LIMIT 1",
        """SELECT DISTINCT link.page, link.comment FROM address AS own JOIN address AS link ON link.hash = own.hash
        WHERE own.page = 1 AND own.role = 0 AND link.role = 2 AND link.page <> own.page""",
        """SELECT DISTINCT link.hash FROM address AS link JOIN address AS own ON own.hash = link.hash AND own.role = 0
        WHERE link.page = 1 AND link.role = 2 AND own.page <> link.page""",
    ):
        plan = [detail for *_, detail in database.rows(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [detail for detail in plan if detail.startswith("SCAN")], plan


def test_rows_of_a_library_of_somebody_else_are_checked(database: Database) -> None:
    _, number = keep(database, sketch("ann: Hi"), url=KETTLE)
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("UPDATE address SET comment = 'x' WHERE page = ?", (number,))
        other.commit()
    with pytest.raises(DamageError, match="wrong type"):
        found(database, KETTLE)
