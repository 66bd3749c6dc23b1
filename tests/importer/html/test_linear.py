import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.html.parser import parse_as_browsers_do, parse_in_linear_time


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html><title>t</title><p class='a b' id=c>one<p>two<br>three<!-- c -->",
        "<ul><li>one<li>two<ul><li>three</ul><li>four</ul>&eacute;",
        "<div><style>x</style><p>a<svg><title>b</title></svg><iframe><p>d</p></iframe>f<script>g < h</script></div>",
        "<p>a<noscript><b>n</b></noscript><template><i>x</i></template><template shadowrootmode=open>y</template>",
    ],
)
def test_ordinary_pages_are_read_as_browsers_read_them(html: str) -> None:
    ours, other = (parse(html.encode()) for parse in (parse_in_linear_time, parse_as_browsers_do))
    assert ours.get_text() == other.get_text()
    ours_tags, other_tags = (
        [(tag.name, tag.attrs) for tag in soup.find_all(True) if tag.name != "head"] for soup in (ours, other)
    )
    assert ours_tags == other_tags


@given(st.text(st.sampled_from("<>/ab\"'= !-&;\n\x00\ud800é")))
def test_any_text_is_a_page(html: str) -> None:
    for tag in parse_in_linear_time(html.encode(errors="replace")).find_all(True):
        assert isinstance(tag, Tag)
        assert all(child.parent is tag for child in tag.contents)
