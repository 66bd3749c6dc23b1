"""Data for machines confirms what an adapter found, and fills it in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import Imported, import_bytes
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.structured import CommentRecord, Structured, fill_in, read_jsonld
from threadreader.importer.structured.scripts import read_loose_json

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "BlogPosting",
    "headline": "A warm stone",
    "author": [{"@type": "Person", "name": "Ann", "url": "https://example.org/ann"}, {"name": "Bo &amp; Co"}],
    "datePublished": "2019-05-04T09:00:00Z",
    "publisher": {"@type": "Organization", "name": "Slow bread"},
    "commentCount": 3,
    "comment": [
        {
            "@type": "Comment",
            "@id": "https://example.org/stone#c1",
            "author": {"name": "Cy"},
            "dateCreated": "2019-05-04T10:42:00Z",
            "text": "Mine is soapstone, and has not cracked.",
            "upvoteCount": "5",
            "downvoteCount": 2,
            "comment": {"@type": "Comment", "@id": "#c2", "author": "Di", "text": "And it does not crack in winter?"},
        },
        {"@type": ["Comment"], "@id": "#c3", "parentItem": {"@id": "#c2"}, "text": "It does if you let it."},
    ],
}


def script(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def read(html: str) -> Structured:
    return read_jsonld(parse_html(html))


def drafts(*texts: str, **known: Any) -> Draft:
    page = parse_html("".join(f"<p>{text}</p>" for text in texts))
    return Draft(ArticleDraft("Bread"), [CommentDraft(tag, (tag,), **known) for tag in page.find_all("p")])


def imported(html: str) -> Imported:
    return import_bytes(f"<!DOCTYPE html><html><body>{html}</body></html>".encode(), "page.html")


def test_an_article_has_author_time_and_site() -> None:
    found = read(script(ARTICLE))
    assert (found.title, found.when, found.site, found.declared_count) == (
        "A warm stone",
        "2019-05-04T09:00:00Z",
        "Slow bread",
        3,
    )
    assert found.authors == (("Ann", "https://example.org/ann"), ("Bo & Co", None))


def test_comments_are_found_with_what_they_answer() -> None:
    found = read(script(ARTICLE)).comments
    assert [(each.key, each.author, each.parent, each.score) for each in found] == [
        ("https://example.org/stone#c1", "Cy", None, 3),
        ("#c2", "Di", 0, None),
        ("#c3", None, 1, None),
    ]


def test_the_article_with_the_comments_is_meant_where_several_are_mentioned() -> None:
    other = {"@type": "Article", "headline": "Another", "author": {"name": "Eve"}, "datePublished": "2018-01-01"}
    assert read(script({"@graph": [other, ARTICLE]})).title == "A warm stone"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '<!-- {"a": 1} -->',
        '//<![CDATA[\n{"a": 1}\n//]]>',
        '&lt;![CDATA[\n{"a": 1}\n]]&gt;',
        "{&quot;a&quot;: 1}",
        '{"a": 1,}',
        '{"a": /* one */ 1 // the first\n}',
        '{"a": 1};',
    ],
)
def test_json_is_read_as_pages_write_it(text: str) -> None:
    assert read_loose_json(text) == [{"a": 1}]


def test_what_is_in_strings_is_no_comment() -> None:
    assert read_loose_json('{"a": "https://example.org/*x*/,]",}') == [{"a": "https://example.org/*x*/,]"}]
    assert read_loose_json('{"a": "one\ntwo"}') == [{"a": "one\ntwo"}]


def test_several_values_in_a_row_and_what_comes_before_a_break() -> None:
    assert read_loose_json('{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]
    assert read_loose_json('{"a": 1} {"b": ') == [{"a": 1}]
    assert read_loose_json("[" * 100_000) == []
    assert len(read_loose_json("1,\n" * 100_000)) == 100_000
    assert read_loose_json('{"a": 1,} "b\\" c') == [{"a": 1}]


def test_a_comment_found_gets_what_it_lacks_and_keeps_what_it_has() -> None:
    record = CommentRecord("Mine is soapstone, and has not cracked.", "#c1", None, "Cy", None, "2019-05-04", None, 5)
    (filled,) = fill_in(drafts(record.text, author="cy"), Structured(comments=(record,))).comments
    assert (filled.author, filled.when, filled.score) == ("cy", "2019-05-04", 5)


def test_comments_are_matched_by_id_before_their_text() -> None:
    records = (CommentRecord("Yes", "https://example.org/p#c1", author="Ann"), CommentRecord("Yes", "#c2", author="Bo"))
    draft = drafts("Yes")
    assert fill_in(draft, Structured(comments=records)).comments[0].author is None
    keyed = Draft(draft.article, [CommentDraft(draft.comments[0].element, key="c2")])
    assert fill_in(keyed, Structured(comments=records)).comments[0].author == "Bo"


def test_parents_are_filled_in_where_an_adapter_found_none_at_all() -> None:
    texts = ("Mine is soapstone, and has not cracked.", "And it does not crack in winter?", "It does if you let it.")
    flat = fill_in(drafts(*texts), read(script(ARTICLE))).comments
    assert [comment.parent_element and comment.parent_element.get_text() for comment in flat] == [
        None,
        texts[0],
        texts[1],
    ]


def test_comments_that_no_adapter_sees_are_read_alone() -> None:
    page = imported("<h1>A warm stone</h1><p>Words.</p>" + script(ARTICLE))
    assert [(each.id, each.parent_id, each.text) for each in page.thread.comments] == [
        ("c1", None, "Mine is soapstone, and has not cracked."),
        ("c2", "c1", "And it does not crack in winter?"),
        ("c3", "c2", "It does if you let it."),
    ]
    assert page.thread.article.authors[0].name == "Ann"


def test_text_with_markup_in_it_is_read_as_such() -> None:
    answer = {
        "@type": "Question",
        "name": "Why?",
        "acceptedAnswer": {"@type": "Answer", "text": "<p>So.</p><p>And so.</p>"},
    }
    (comment,) = imported("<p>x</p>" + script(answer)).thread.comments
    assert comment.text == "So.\n\nAnd so."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("@type", "@id", "@graph", "comment", "author", "text", "parentItem", "interactionStatistic")
            )
            | st.text(max_size=4),
            inner | st.sampled_from(("Comment", "Article")),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read(value: Any) -> None:
    fill_in(drafts("one", "two"), read(script(value)))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_loose_json(text)


STATE = {
    "props": {
        "pageProps": {
            "post": {
                "id": 9,
                "title": "A warm stone",
                "author": {"name": "Ann"},
                "content": "Words.",
                "date": "2019-05-04",
            },
            "recentComments": [
                {"id": 7, "author": "Eve", "body": "On another page.", "createdAt": "2019-05-04T10:00:00Z"},
            ],
            "comments": {
                "nodes": [
                    {
                        "id": 1,
                        "author": {"displayName": "Cy"},
                        "bodyHtml": "<p>Mine is <b>soapstone</b>.</p>",
                        "createdAt": "2019-05-04T10:42:00Z",
                        "score": 3,
                        "replies": [
                            {"id": 2, "user": {"username": "di"}, "body": "In winter too?", "createdAt": 1556966520000},
                        ],
                    },
                    {"id": 3, "parentId": 2, "author": "Cy", "text": "Yes.", "created_at": "2019-05-04T11:00:00Z"},
                    {"id": 4, "text": "Nobody says so."},
                ],
            },
        },
    },
}


def state(value: Any, shown: str = "") -> Imported:
    data = json.dumps(value).replace("</", "<\\/")
    scripts = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    return import_bytes(
        f"<html><title>A warm stone</title><body><div id=__next>{shown}</div>{scripts}".encode(), "x.html"
    )


def test_comments_that_only_the_scripts_of_a_page_have_are_read() -> None:
    thread = state(STATE).thread
    assert [(c.id, c.parent_id, c.author and c.author.name, c.text, c.score) for c in thread.comments] == [
        ("1", None, "Cy", "Mine is soapstone.", 3),
        ("2", "1", "di", "In winter too?", None),
        ("3", "2", "Cy", "Yes.", None),
    ]
    assert [c.posted_at and c.posted_at.iso for c in thread.comments] == [
        "2019-05-04T10:42:00+00:00",
        "2019-05-04T10:42:00+00:00",
        "2019-05-04T11:00:00+00:00",
    ]


LIVEJOURNAL = [
    {
        "thread": 2008,
        "dtalkid": 2008,
        "parent": 0,
        "dname": "cy_stone",
        "ctime_ts": 1557052920,
        "article": "Soapstone.",
    },
    {"thread": 2264, "dtalkid": 2264, "parent": 2008, "dname": "", "ctime_ts": 1557056520, "article": "In winter?<br>"},
    {"thread": 2520, "dtalkid": 2520, "parent": 2264, "dname": "cy_stone", "ctime_ts": 1557060120, "collapsed": 1},
]


@pytest.mark.parametrize("before", ["", "var unread = 1; other = {broken: [;\n"])
def test_comments_that_a_script_assigns_are_read_and_nobody_need_have_signed_them(before: str) -> None:
    page = json.dumps({"entry": {"title": "A warm stone"}, "replycount": 3, "comments": LIVEJOURNAL})
    html = f"<title>A warm stone</title><body><p>Text.</p><script>{before}Site.page = {page};\nSite.x = 1;</script>"
    thread = import_bytes(html.encode(), "x.html").thread
    assert [(c.id, c.parent_id, c.author and c.author.name, c.text) for c in thread.comments] == [
        ("2008", None, "cy_stone", "Soapstone."),
        ("2264", "2008", None, "In winter?"),
    ]
    assert [c.posted_at and c.posted_at.iso for c in thread.comments] == [
        "2019-05-05T10:42:00+00:00",
        "2019-05-05T11:42:00+00:00",
    ]


def test_the_state_of_scripts_does_not_count_next_to_displayed_comments() -> None:
    shown = (
        '<ol class="commentlist"><li class="comment" id="comment-7"><cite class="fn">Cleo</cite><p>Mine.</p></li></ol>'
    )
    assert [comment.text for comment in state(STATE, shown).thread.comments] == ["Mine."]


@pytest.mark.parametrize("depth", [3, 300])
def test_answers_in_answers_are_a_tree_at_any_depth(depth: int) -> None:
    node: dict[str, Any] = {}
    for number in range(depth, 0, -1):
        inner = {"replies": [node]} if node else {}
        node = {"id": f"c{number}", "author": "Cy", "body": "Words.", "createdAt": "2019-05-04T10:42:00Z", **inner}
    assert state({"comments": [node]}).thread.depths == tuple(range(depth))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists))
def test_any_state_is_looked_through(value: Any) -> None:
    state({"comments": [{"id": value, "author": value, "body": value, "createdAt": value, "replies": value}, value]})
