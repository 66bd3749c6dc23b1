from sketch import sketch
from threadreader.model.thread import Thread
from threadreader.quotes import link_quotes

_REPEATED = """
    ann: Hello.

         We oiled the deck in spring.
    bob: Hello.

         We shall see what the frost does.
    cem: {quoted}

         So.
"""


def _links(thread: Thread) -> list[tuple[str, str | None]]:
    return [(link.quote.text, link.target.owner) for link in link_quotes(thread).links]


def test_what_several_say_leads_where_the_rest_of_its_block_leads() -> None:
    quoted = "> Hello.\n         >\n         > We oiled the deck in spring."
    assert _links(sketch(_REPEATED.format(quoted=quoted))) == [("Hello.", "c1"), ("We oiled the deck in spring.", "c1")]


def test_a_block_of_one_paragraph_has_nothing_to_follow() -> None:
    assert _links(sketch(_REPEATED.format(quoted="> We shall see what the frost does."))) == [
        ("We shall see what the frost does.", "c2")
    ]


def test_a_paragraph_that_is_not_in_the_common_source_keeps_its_own() -> None:
    quoted = "> We oiled the deck in spring.\n         >\n         > We shall see what the frost does."
    assert _links(sketch(_REPEATED.format(quoted=quoted))) == [
        ("We oiled the deck in spring.", "c1"),
        ("We shall see what the frost does.", "c2"),
    ]


def test_what_somebody_says_again_leads_beside_what_the_rest_of_its_block_leads_to() -> None:
    thread = sketch("""
        ann: So far.

             The deck is split.

             So far.

             The rope is wet.

             So far.
        bob: > So far.
             >
             > The rope is wet.
             >
             > So far.

             And then?
        cem: > The deck is split.
             >
             > So far.

             And then?
    """)
    paths = [link.target.path for link in link_quotes(thread).links]
    assert paths == [(2,), (3,), (4,), (1,), (2,)]
