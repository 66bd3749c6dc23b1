import pytest
from msgspec.structs import replace

from reading import KEYS, index, read, reader
from sketch import paragraph, sketch
from threadreader.model.blocks import BlockQuote, Blocks, Image
from threadreader.model.page import Page, PageId
from threadreader.model.stored_thread import ThreadInMemory
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import act, links, mouse, moving
from threadreader.session.actions.links import host_of, is_openable, show_picture, targets_in_view
from threadreader.session.state import Browse, Copy, ShowPictures

TALK = """
# Title

The article names [a report](https://report.example/r) first.

ann: See [the second sheet of the registry](https://registry.example/two), or [write](mailto:ann@blog.example).
  bob: > The article names

       As [ann said](https://blog.example/talk/#c1), and [here](gopher://old.example/x).
carl: Nothing.
"""
QUOTES = (("c2", "The article names", ""),)


def talk(*, width: int = 60, both: bool = True) -> Session:
    thread = sketch(TALK)
    page = Page(PageId("page"), "Page", url="https://blog.example/talk/")
    sizes = Sizes((width, 20), (width, 20), both)
    return Session(ThreadInMemory(page, thread, index(thread, QUOTES)), sizes, keys=KEYS)


def test_the_address_is_shown_and_opened_only_when_that_is_confirmed() -> None:
    session = talk()
    said = act(session, links.open_link)
    assert said == "link 1 of 2: enter opens registry.example · https://registry.example/two · y copies"
    assert session.effects == []
    act(session, links.confirm)
    assert session.effects == [Browse("https://registry.example/two")]
    assert session.asked is None


def test_a_count_says_which_link() -> None:
    session = talk()
    assert "mailto:ann@blog.example" in act(session, links.open_link, 2)
    assert act(session, links.open_link, 3) == "no link 3: only 2"


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "FILE:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "vbscript:x"),
        *(
            "vscode://open",
            "smb://host/share",
            "ftp://host/x",
            "about:config",
            "chrome://settings",
            "tel:1",
            "/etc/passwd",
        ),
        *(" javascript:alert(1)", "java\tscript:alert(1)", "view-source:https://a.example", "-https://a.example", ""),
    ],
)
def test_no_other_scheme_is_opened(address: str) -> None:
    assert not is_openable(address)


@pytest.mark.parametrize("address", ["http://a.example", "HTTPS://a.example/#c1", "mailto:ann@blog.example"])
def test_pages_and_mail_are_opened(address: str) -> None:
    assert is_openable(address)


def test_the_address_can_be_copied_instead() -> None:
    session = talk()
    act(session, links.open_link)
    assert act(session, links.copy_asked) == "copied: https://registry.example/two"
    assert session.effects == [Copy("https://registry.example/two")]


def test_a_link_into_this_page_is_a_jump() -> None:
    session = talk()
    act(session, moving.last, 2)
    act(session, links.open_link, 1)
    assert session.cursor == "c1"
    assert session.asked is None
    assert session.jumps.behind


def test_on_a_page_that_does_not_say_its_address_a_relative_link_leads_into_it_or_nowhere() -> None:
    session = reader("# Title\n\nann: One.\nbob: As [ann](#c1) said, [there](/t/9) and [elsewhere](/t/9#c1).\n")
    moving.last(session, 2)
    said = act(session, links.open_link, 2)
    assert said == "relative link, and no address known for this page: /t/9"
    assert act(session, links.open_link, 3).endswith("no address known for this page: /t/9#c1")
    assert session.asked is None
    assert session.effects == []
    act(session, links.open_link, 1)
    assert session.cursor == "c1"


def test_what_is_neither_web_nor_mail_is_never_opened() -> None:
    session = talk()
    act(session, moving.last, 2)
    assert act(session, links.open_link, 2).startswith("not opened, neither a web nor a mail address: gopher://")
    assert session.asked is None
    assert session.effects == []


def test_labels_stand_where_links_and_sources_begin_and_open_them() -> None:
    session = talk()
    act(session, links.show_hints)
    assert session.hints
    assert len(session.hints.targets) == 6
    assert session.hints.labels(Pane.ARTICLE) == {(1, 0): [(5 + len("The article names "), "f")]}
    first = session.hints.labels(Pane.REPLIES)[0, 1]
    assert first[0] == (2 + 3 + len("See "), "j")
    links.take_hint_key(session, "f")
    assert session.asked == "https://report.example/r"
    assert session.hints is None


def test_the_label_of_a_source_follows_the_quotation() -> None:
    session = talk()
    act(session, links.show_hints)
    assert session.hints
    label = next(label for label, target in session.hints.targets.items() if target.path)
    links.take_hint_key(session, label)
    assert session.link_highlight


def test_labels_get_longer_where_there_are_more_links_than_letters() -> None:
    addresses = " ".join(f"[x{n}](https://x.example/{n})" for n in range(30))
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), sketch(f"ann: {addresses}")))
    act(session, links.show_hints)
    assert session.hints
    assert links.take_hint_key(session, "f") == "f…"
    assert {label for row in session.hints.labels(Pane.REPLIES).values() for _, label in row} == set(links.HINT_KEYS)
    links.take_hint_key(session, "f")
    assert session.asked == "https://x.example/0"


def test_a_letter_that_begins_no_label_says_so_and_escape_takes_the_labels_away() -> None:
    session = talk()
    act(session, links.show_hints)
    assert links.take_hint_key(session, "x") == "no such hint: x"
    assert session.hints
    assert session.close_top_layer()
    assert session.hints is None


def test_a_link_that_is_wrapped_is_one_link() -> None:
    assert [link.address for link in targets_in_view(talk(width=44)) if link.address and link.item == 0] == [
        "https://registry.example/two",
        "mailto:ann@blog.example",
    ]


def test_only_the_pane_on_the_screen_has_labels() -> None:
    session = talk(both=False)
    assert {link.pane for link in targets_in_view(session)} == {Pane.REPLIES}
    act(session, moving.other_pane)
    assert {link.pane for link in targets_in_view(session)} == {Pane.ARTICLE}
    assert "report.example" in act(session, links.open_link)


def test_a_click_on_a_link_asks() -> None:
    session = talk()
    mouse.click_reply(session, 0, 1, 2 + 3 + len("See "))
    assert session.asked == "https://registry.example/two"
    session.asked = None
    mouse.click_article(session, 1, 0, 5 + len("The article names "))
    assert session.asked == "https://report.example/r"


def test_the_page_as_it_is_today() -> None:
    session = talk()
    assert "https://blog.example/talk/" in act(session, links.open_page)
    session.asked = None
    session.opened = replace(session.opened, page=Page(PageId("page"), "Page"))  # type: ignore[type-var]
    assert act(session, links.open_page) == "no address known for this page"
    for address, refusal in (
        ("/talk/", "no address known"),
        ("javascript:alert(1)", "neither a web nor a mail address"),
    ):
        session.opened = replace(session.opened, page=Page(PageId("page"), "Page", address))  # type: ignore[type-var]
        assert refusal in act(session, links.open_page)
        assert session.asked is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bank.example@evil.example/login", "evil.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://b\u00fccher.example/", "xn--bcher-kva.example"),
        ("mailto:ann@blog.example", "mail"),
    ],
)
def test_whom_an_address_leads_to_is_named_as_it_is(address: str, host: str) -> None:
    assert host_of(address) == host


ONE, TWO, BARE = (Image(f"https://example.org/{n}.png", n) for n in ("one", "two", "bare"))
NOWHERE = Image(None, "no address")


@pytest.fixture
def session() -> Session:
    body: Blocks = (paragraph("See:"), ONE, *(paragraph("Words.") for _ in range(20)), BlockQuote((TWO,)), NOWHERE)
    comments = (
        Comment(CommentId("c1"), None, Author("ann"), body),
        Comment(CommentId("c2"), None, Author("bob"), (paragraph("None."),)),
    )
    return read(Thread(Article("Title", (paragraph("Words."), BARE)), comments), height=12)


def shown(session: Session) -> ShowPictures:
    (errand,) = session.effects
    assert isinstance(errand, ShowPictures)
    session.effects.clear()
    return errand


def test_the_first_in_view_is_shown(session: Session) -> None:
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([ONE, TWO], 0)
    session.replies.window.scroll(38)
    session.replies.cursor = 0
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([ONE, TWO], 1)


def test_a_number_chooses(session: Session) -> None:
    assert show_picture(session, 2) == ""
    assert shown(session).first == 1
    assert show_picture(session, 3) == "no picture 3: only 2"


def test_where_there_is_none_it_is_said(session: Session) -> None:
    session.replies.go(1)
    assert show_picture(session, None) == "no picture in this reply"


def test_those_of_the_article_are_shown_in_its_pane(session: Session) -> None:
    moving.other_pane(session, None)
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([BARE], 0)
