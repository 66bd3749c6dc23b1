"""What a page shows of comments that are not in its file."""

from collections.abc import Sequence

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.completeness import check, count_on_page, is_cut
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.model.page import Note

LONG = "Bread wants time, and time it gets. " * 80


def notes(html: str, declared: int | None = None) -> Sequence[str]:
    """The notes on a page whose comments are its `<li>`."""
    soup = parse_html(f"<body>{html}")
    comments = [CommentDraft(tag, (tag,)) for tag in soup.find_all("li")]
    return [note.message for note in check(Draft(ArticleDraft(), comments, declared), soup)]


def test_fewer_comments_than_the_page_says() -> None:
    assert notes("<li>x</li>", 3) == ["1 of 3 comments saved"]
    assert notes("<li>x</li><li>y</li>", 1_200) == ["2 of 1,200 comments saved"]
    assert notes("<li>x</li>", 1) == []
    assert notes("<li>x</li>") == []


@pytest.mark.parametrize(
    ("is_all", "declared", "notes", "count"),
    [
        (True, None, (), 0),
        (False, None, (), None),
        (True, None, (Note("page", "its comments come from Disqus and were not saved"),), None),
        (True, 12, (), 12),
    ],
)
def test_a_page_that_would_show_comments_and_shows_none_says_that_it_has_none(
    is_all: bool, declared: int | None, notes: Sequence[Note], count: int | None
) -> None:
    assert count_on_page(Draft(ArticleDraft(), (), declared, is_all=is_all), notes, parse_html("")) == count


def test_of_what_shows_comments_nothing_is_said_by_that() -> None:
    comment = CommentDraft(parse_html("<li>x</li>"))
    assert count_on_page(Draft(ArticleDraft(), (comment,), is_all=True), (), parse_html("")) is None


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ("<form class='comment-form'><p><textarea name='body'></textarea></p></form>", 0),
        ("<form><textarea id='comment'></textarea></form>", 0),
        ("<form><textarea name='query'></textarea></form>", None),
        ("<form id='comment-form'><input></form>", None),
    ],
)
def test_a_page_with_the_form_for_a_comment_and_no_comments_has_none(form: str, count: int | None) -> None:
    assert count_on_page(Draft(ArticleDraft()), (), parse_html(form)) == count


@pytest.mark.parametrize(
    ("container", "system"),
    [
        ('<div id="disqus_thread"></div><noscript>Please enable JavaScript to view the comments.</noscript>', "Disqus"),
        ('<div id="disqus_thread"><iframe src="https://disqus.com/embed/comments/?base=x"></iframe></div>', "Disqus"),
        ('<iframe src="https://plugin.example/v1/comment/short/?page=7"></iframe>', "another page"),
        ('<div class="fb-comments" data-href="https://example.org/"></div>', "Facebook"),
        ('<div id="coral_thread"></div>', "Coral"),
        ('<div data-spotim-module="conversation"></div>', "OpenWeb"),
        ("<vf-conversations></vf-conversations>", "Viafoura"),
    ],
)
def test_comments_from_elsewhere_leave_an_empty_container(container: str, system: str) -> None:
    assert notes(f"<p>{LONG}</p>{container}") == [f"its comments come from {system} and were not saved"]
    assert notes(f"<p>{LONG}</p>{container}<li>a comment</li>") == []


def test_a_place_with_words_in_it_is_not_empty() -> None:
    assert notes(f'<p>{LONG}</p><div id="disqus_thread"><p>{LONG}</p></div>') == []


@pytest.mark.parametrize(
    "label",
    [
        "load more comments (3 replies)",
        "12 more replies",
        "View 2 more comments",
        "Weitere Kommentare anzeigen",
        "Show more replies",
        "continue this thread \u2192",
        "+ 4 more replies",
        "Afficher plus de commentaires",
        "Ver m\u00e1s comentarios",
        "View all 14 comments",
        "Alle Kommentare anzeigen",
        "Voir les 12 autres commentaires",
        "Mostrar 12 comentarios m\u00e1s",
        "Mostra altri commenti",
        "Toon meer reacties",
        "Pokaż więcej komentarzy",
        "Показать ещё 12 комментариев",
        "Visa fler kommentarer",
        "Daha fazla yorum göster",
        "コメントをもっと見る",
        "加载更多评论",
        "댓글 더보기",
    ],
)
def test_a_link_that_would_load_more_is_said(label: str) -> None:
    (note,) = notes(f"<li>x</li><a href='#'>{label}</a>")
    assert note.endswith("more comments behind a link")


def test_the_numbers_of_such_links_are_added_up() -> None:
    page = "<li>x</li><button>1,200 more replies</button><span role=button>load more comments (3 replies)</span>"
    assert notes(page) == ["at least 1,203 more comments behind 2 links"]


@pytest.mark.parametrize(
    "label",
    [
        "2 comments",
        "Reply",
        "Read more",
        "More from Ann",
        "Comments feed",
        "Leave a comment",
        "No more tears",
        "All comments",
        "Older comments",
        "Follow all comments",
        "Mehr zu Ann",
    ],
)
def test_other_links_are_not(label: str) -> None:
    assert notes(f"<li>x</li><a href='#'>{label}</a>") == []


def test_a_page_with_all_its_comments_has_no_more_to_load() -> None:
    assert notes("<li>x</li><a href='#'>Load more comments</a>", 1) == []


def test_a_comment_that_ends_in_an_ellipsis_with_a_link_to_the_rest_is_cut_off() -> None:
    whole = "<li>All of it\u2026 is here.</li><li>And then...</li>"
    assert notes(f"{whole}<li>So it begins\u2026 <a href='#'>Read more</a></li>") == ["1 comment cut off"]
    assert notes(f"{whole}<li>See the recipe: <a href='#'>Read more</a></li>") == []


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>", "a browser check"),
        ("<h1>whoa there, pardner!</h1><p>Your request has been blocked.</p>", "Reddit's block page"),
        ("<p>Please verify you are a human</p>", "a CAPTCHA"),
        ("<h1>Access Denied</h1><p>You don't have permission.</p>", "an access-denied page"),
        ("<h1>Log in</h1><form><input name=u><input type=password></form>", "a login page"),
        ("<p>You need to enable JavaScript to run this app.</p>", "a page that needs scripts"),
        ("<h1>404 Not Found</h1>", "a not-found page"),
    ],
)
def test_a_page_in_the_way_of_the_one_meant_is_told(page: str, what: str) -> None:
    (note,) = notes(page)
    assert note.startswith(f"is {what}")


def test_a_page_about_such_pages_is_none() -> None:
    assert notes(f"<h1>Just a moment...</h1><p>{LONG}</p>") == []
    assert notes("<h1>Just a moment...</h1><li>a comment</li>") == []


def test_a_page_of_frames_says_so() -> None:
    soup = BeautifulSoup("<html><frameset><frame src=a.html></frameset></html>", "lxml")
    (note,) = check(Draft(ArticleDraft()), soup)
    assert note.message.startswith("is a frame around other pages")


@given(
    st.lists(
        st.sampled_from(("<a>", "</a>", "<li>", "more replies", "\u2026", "<iframe src=disqus.com/embed>", "1")),
        max_size=20,
    )
)
def test_any_page_may_be_checked(pieces: list[str]) -> None:
    assert all(notes("".join(pieces)))


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        (b"<html><body><div><p>It rises.</div></body></html>", False),
        (b"<html><body><div><p>It rises.</div><footer>Bread", False),
        (b"<html><body><div><p>It ris", True),
        (b"<html><head><style>p { margin", True),
        (b"<div><p>It rises.</div><script>'<div>'</script><!-- <div> -->", False),
        (b"<p>It rises.<p>It is baked.", False),
    ],
)
def test_a_page_without_its_end_is_cut_off_if_it_ends_within_an_element(html: bytes, cut: bool) -> None:
    assert is_cut(html) == cut
