import pytest

from threadreader.importer.html.parser import is_trap

MANY = 12_000


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{number}" for number in range(MANY)) + ">",
        "<p>text</p><p " + " ".join(f"a{number}='x y'" for number in range(MANY)),
        "<p x='>' " + " ".join(f"a{number}" for number in range(MANY)) + " y='>'>",
        "<div>" * MANY,
        "<div>" * MANY + "</div>" * MANY,
        "<ul><li>x" * MANY,
        "".join(f"<div><font color={number}>x</div>" for number in range(MANY)),
    ],
    ids=["attributes", "an unclosed tag", "after a quoted sign", "nested", "nested and closed", "lists", "marks"],
)
def test_traps(html: str) -> None:
    assert is_trap(html.encode())


@pytest.mark.parametrize(
    "html",
    [
        "",
        "word " * 100_000,
        "<p>word\n" * MANY,
        "<p>" + "word " * 5 * MANY + "<a b>c</a>" + "word " * 5 * MANY,
        "<p title='" + "word " * 100_000 + "'>",
        "<iframe srcdoc='" + "&lt;p class=a>word" * MANY + "'>",
        "<img src=data:image/png;base64," + "iVBORw0KGgo" * MANY + ">",
        "<br><hr><img>" * MANY,
        "<div><b class=a>x</div>" * MANY,
        "<div>x</div>" * MANY,
        "<" * MANY,
        "<a" * MANY,
        "<script>" + "if (a < b && c < d) {}" * MANY + "</script>",
    ],
    ids=["", "text", "p", "long", "title", "srcdoc", "picture", "void", "same marks", "closed", "<", "<a", "script"],
)
def test_large_pages_that_are_none(html: str) -> None:
    assert not is_trap(html.encode())
