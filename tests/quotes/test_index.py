from sketch import sketch
from threadreader.quotes.index import Index
from threadreader.quotes.sources import Sources

_THREAD = sketch("""
    # Title

    Larch is a third cheaper than oak.

    ann: The larch silvers in a year.
    bob: Oak is dear, and the larch silvers in a year, too.
    cem: The deck is sound.
""")


def _held(*words: str) -> list[int]:
    index = Index([words], Sources(_THREAD))
    return [source.position for source in index.holders([words], 0)]


def test_holders_have_every_clue() -> None:
    assert _held("the", "larch", "silvers", "in") == [0, 1]
    assert _held("oak", "is", "dear") == [1]
    assert _held("a", "third", "cheaper") == [-1]
    assert _held("the", "larch", "silvers", "on") == []


def test_holders_of_parts_have_the_clues_of_all_parts() -> None:
    parts = [["oak", "is", "dear"], ["silvers", "in", "a", "year"]]
    index = Index(parts, Sources(_THREAD))
    assert [source.position for source in index.holders(parts, 2)] == [1]


def test_too_few_words_for_a_clue_are_held_by_nobody() -> None:
    assert _held("the", "larch") == []


def test_clues_are_the_rarest_runs_of_words_and_first_the_rarest_of_these() -> None:
    words = ["oak", "is", "dear", "and", "the", "larch", "silvers"]
    clues = Index([words], Sources(_THREAD)).clues(words)
    assert clues[0] == ("and", "the", "larch")
    assert clues[-1] == ("the", "larch", "silvers")


def test_a_common_word_weighs_less_than_a_rare_one() -> None:
    index = Index([["larch", "deck", "the"]], Sources(_THREAD))
    assert index.weight("deck") > index.weight("larch") > 0
    assert index.weight("unheard") >= index.weight("deck")


def test_a_short_word_weighs_less_than_a_long_one_of_the_same_rarity() -> None:
    index = Index([["dear", "silvers"]], Sources(_THREAD))
    assert index.weight("silvers") > index.weight("dear") > index.weight("is")
    assert index.weight("larches") > index.weight("it")


def test_likely_sources_share_most_and_are_not_the_comment_itself() -> None:
    words = ["oak", "is", "dear", "and", "the", "larch", "silvers", "on", "friday"]
    likely = Index([words], Sources(_THREAD)).likely(words, 0, 3)
    assert [source.position for source in likely] == [1]


def test_words_that_nobody_else_uses_are_rare() -> None:
    sources = Sources(_THREAD)
    words = ["oak", "is", "dear", "and", "the", "larch"]
    assert Index([words], sources).count_rare(words, sources[1]) == 4
    assert Index([words], sources).count_rare(words, sources[2]) == 0


def test_what_everybody_says_is_looked_up_around_the_comment() -> None:
    sources = Sources(sketch("\n".join(["ann: I agree with you."] * 1000)))
    words = ["i", "agree", "with"]
    found = [source.position for source in Index([words], sources).holders([words], 500)]
    assert 500 in found
    assert len(found) < 300
