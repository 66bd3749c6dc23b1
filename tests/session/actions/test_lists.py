from msgspec.structs import replace

from reading import article_rows, read, reader
from sketch import paragraph, sketch
from threadreader.model.blocks import Block, Heading, Span
from threadreader.model.thread import Article
from threadreader.session import Pane, Session
from threadreader.session.actions import lists, moving

TALK = """
ann: Kettles.
  bob: Pans.
    carl: Pots.
dora: Stoves.
eve: Grates.
"""


def with_headings() -> Session:
    body: list[Block] = []
    for number in range(3):
        body += [Heading(2, (Span(f"Part {number}"),)), *[paragraph("Words.")] * 8]
    return read(replace(sketch(TALK), article=Article("Title", tuple(body))), height=6)


def test_the_branches_are_listed_with_their_sizes() -> None:
    session = reader(TALK)
    moving.last(session, 4)
    lists.show_map(session, None)
    assert session.open_list is not None
    assert session.open_list.position.at == 1
    items = session.open_list.items
    assert [items.row(number, 60).text.split()[0] for number in range(len(items))] == ["ann", "dora", "eve"]
    assert items.row(0, 60).text.split()[1:3] == ["2", "↩"]
    lists.down(session, None)
    lists.go(session, None)
    assert session.cursor == "c5"


def test_in_the_article_the_headings_are_listed() -> None:
    session = with_headings()
    moving.other_pane(session, None)
    lists.show_map(session, None)
    lists.last(session, None)
    assert "Part 2" in article_rows(session)
    session.close_list()
    assert article_rows(session)[0] == "Title"


def test_headings_are_gone_through() -> None:
    session = with_headings()
    moving.other_pane(session, None)
    seen = []
    for _ in range(2):
        assert lists.next_heading(session, None) == ""
        seen.append(article_rows(session)[0])
    assert seen == ["Part 0", "Part 1"]
    assert lists.next_heading(session, 9) == ""
    assert lists.next_heading(session, None) == "no next heading"
    lists.previous_heading(session, 9)
    assert article_rows(session)[0] == "Part 0"
    assert lists.previous_heading(session, None) == "no previous heading"
    assert session.pane is Pane.ARTICLE


def test_an_article_without_headings_has_no_contents() -> None:
    session = reader("# Title\nWords.\n\nann: Hi")
    moving.other_pane(session, None)
    for action in (lists.show_map, lists.next_heading):
        assert action(session, None) == "the article has no headings"
