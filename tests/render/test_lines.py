from threadreader.render.lines import Line, Role, Run, cut_runs


def test_the_text_of_a_line_is_that_of_its_runs() -> None:
    assert Line((Run("┃ ", Role.QUOTE_BAR), Run("words", start=4)), (0,)).text == "┃ words"


def test_runs_are_cut_where_a_range_begins_and_ends() -> None:
    line = Line((Run("┃ ", Role.QUOTE_BAR), Run("one two", start=10), Run(" three", Role.QUOTE, start=17)), (0,))
    assert list(cut_runs(line, [(14, 19), (40, 50)])) == [
        (Run("┃ ", Role.QUOTE_BAR), None),
        (Run("one ", start=10), None),
        (Run("two", start=14), 0),
        (Run(" t", Role.QUOTE, start=17), 0),
        (Run("hree", Role.QUOTE, start=19), None),
    ]


def test_where_ranges_overlap_the_first_one_counts() -> None:
    line = Line((Run("abcdef", start=0),), (0,))
    assert [(run.text, found) for run, found in cut_runs(line, [(2, 4), (0, 6)])] == [("ab", 1), ("cd", 0), ("ef", 1)]
