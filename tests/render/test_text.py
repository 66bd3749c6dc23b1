from threadreader.model.blocks import LINE_BREAK, Marks, Span
from threadreader.render.lines import Line, Role, Run
from threadreader.render.text import lay_spans, lay_text


def test_runs_keep_marks_links_and_offsets() -> None:
    spans = (Span("go to "), Span("the page", Marks.STRONG, "https://example.org/"), Span(" now"))
    assert lay_spans(spans, 9, (2,), Role.HEADING, 100) == [
        Line(
            (
                Run("go to ", Role.HEADING, start=100),
                Run("the", Role.HEADING, Marks.STRONG, "https://example.org/", 106),
            ),
            (2,),
        ),
        Line(
            (
                Run("page", Role.HEADING, Marks.STRONG, "https://example.org/", 110),
                Run(" now", Role.HEADING, start=114),
            ),
            (2,),
        ),
    ]


def test_a_line_break_ends_a_line() -> None:
    lines = lay_spans((Span("one"), LINE_BREAK, LINE_BREAK, Span("two")), 20, (0,))
    assert [line.text for line in lines] == ["one", "", "two"]
    assert [run.start for line in lines for run in line.runs] == [0, 5]


def test_a_cluster_across_two_spans_is_drawn_whole() -> None:
    lines = lay_spans((Span("e"), Span("\u0301f", Marks.STRONG)), 20, (0,))
    assert [(run.text, run.marks) for run in lines[0].runs] == [("e\u0301", Marks.NONE), ("f", Marks.STRONG)]


def test_decoration_has_no_offsets() -> None:
    lines = lay_text("Ann wrote:", 4, Role.ATTRIBUTION)
    assert [(run.text, run.start) for line in lines for run in line.runs] == [
        ("Ann", None),
        ("wrot", None),
        ("e:", None),
    ]


def test_what_is_written_from_right_to_left_stands_at_the_right_in_its_own_order() -> None:
    words = "\u05d4\u05e9\u05e2\u05d5\u05df \u05de\u05e4\u05d2\u05e8 12 \u05d3\u05e7\u05d5\u05ea"
    lines = lay_spans((Span(words),), 14, (0,), offset=3)
    assert [line.text for line in lines] == [
        "\u05d4\u05e9\u05e2\u05d5\u05df \u05de\u05e4\u05d2\u05e8 12".rjust(14),
        "\u05d3\u05e7\u05d5\u05ea".rjust(14),
    ]
    assert "".join(run.text for line in lines for run in line.runs if run.start is not None) == words.replace(
        " \u05d3", "\u05d3"
    )
    assert [line.runs[0].role for line in lines] == [Role.PADDING, Role.PADDING]


def test_words_of_another_script_inside_do_not_turn_a_line() -> None:
    words = "The word \u05e9\u05e2\u05d5\u05df is a clock."
    assert lay_spans((Span(words),), 40, (0,))[0].text == words
