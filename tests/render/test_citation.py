from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from threadreader.render.citation import CITATION_FORMS, Source

WORDS = Source("Ann Bee", "On clocks", "2024-05-03", "https://a.example/x#c-1:~:text=never", "It was *never* <four>.")
REPLY = replace(WORDS, words="", is_comment=True)


def test_a_passage_stands_over_its_source() -> None:
    assert CITATION_FORMS["plain"](WORDS) == (
        "“It was *never* <four>.”\nAnn Bee, “On clocks”, 3 May 2024, https://a.example/x#c-1:~:text=never"
    )
    assert CITATION_FORMS["plain"](REPLY).startswith("Ann Bee, comment on “On clocks”, 3 May 2024, https://")


def test_what_is_not_known_is_left_out() -> None:
    source = Source("", "On clocks", "", "")
    assert CITATION_FORMS["plain"](source) == CITATION_FORMS["Markdown"](source) == "“On clocks”"
    assert CITATION_FORMS["BibTeX"](source).splitlines() == ["@online{anonymous,", "  title = {“On clocks”},", "}"]


def test_bibtex_has_no_sign_that_means_something() -> None:
    source = replace(WORDS, author="A & B", title="50 % of {x}_1 \\ ~", words="a\nb^c # $")
    assert CITATION_FORMS["BibTeX"](source).splitlines() == [
        "@online{b2024,",
        r"  author = {{A \& B}},",
        r"  title = {“50 \% of \textbraceleft{}x\textbraceright{}\_1 \textbackslash{} \textasciitilde{}”},",
        "  date = {2024-05-03},",
        "  url = {https://a.example/x#c-1:~:text=never},",
        r"  note = {a b\textasciicircum{}c \# \$},",
        "}",
    ]


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), st.text(st.sampled_from("ab<>*_`[]()#&\\ ")))
def test_markdown_shows_the_words_and_one_link(title: str, words: str) -> None:
    source = replace(WORDS, title=title, words=" ".join(words.split()))
    tokens = MarkdownIt().parse(CITATION_FORMS["Markdown"](source))
    links = [each for token in tokens for each in token.children or () if each.type == "link_open"]
    assert len(links) == 1
    assert links[0].attrs["href"] == "https://a.example/x#c-1:~:text=never"
    assert {token.type.partition("_")[0] for token in tokens} <= {"blockquote", "paragraph", "inline"}
