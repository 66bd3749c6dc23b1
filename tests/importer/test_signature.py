"""A signature below a line of underscores is no part of a post, and a line that somebody drew once is."""

from structure import ARTICLE, NAMES, WORDS, day, draft_of, words_of

LINE = "_" * 17


def posts(*ends: str) -> list[str]:
    """The words of posts that end in some way, as the fallback reads them."""
    html = "".join(
        f"<div class='comment' id='comment-{n}'><b class='author'>{NAMES[n]}</b> <i>{day(n)}</i>"
        f"<div class='words'>{WORDS[n]}{end}</div></div>"
        for n, end in enumerate(ends)
    )
    return [words_of(each) for each in draft_of(f"<body>{ARTICLE}<div id='comments'>{html}</div></body>").comments]


def test_what_stands_below_several_such_lines_is_left_out() -> None:
    signed = f"<br><br>{LINE}<br>Boil it twice."
    assert posts(signed, "", f"<div><span>{signed}</span></div>", "", signed) == [*WORDS[:5]]


def test_one_line_alone_was_drawn_by_who_wrote() -> None:
    drawn = f"<br>{LINE}<br>Yours, Bob"
    assert posts("", drawn, "", "", "")[1] == f"{WORDS[1]} {LINE} Yours, Bob"


def test_a_line_in_a_quotation_is_not_the_writers() -> None:
    quoted = f"<div class='quote'>Ours leaks. <br>{LINE}<br>Bob</div> It does."
    assert posts(quoted, quoted, "", "", "")[0].endswith("It does.")
