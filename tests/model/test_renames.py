import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sketch import paragraph
from threadreader.model.renames import Renames, ThreadWords, find_renames
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton
from threadreader.model.text import Moment, parse_iso
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

BREAD = "The loaf should be left to cool for an hour before it is cut."
SALT = "Two grams of salt for each hundred of flour, and never less."
YEAST = "Fresh yeast is kept in the cold and not for more than two weeks."
HEAT = "My oven needs forty minutes until the stone in it is hot enough."

Row = tuple[str, str, str] | tuple[str, str, str, str]
"""Id, name and words of a comment, and the time where it matters."""


def _id(name: str) -> CommentId:
    return CommentId(name)


def _thread(rows: Sequence[Row], article: str = "") -> Thread:
    return Thread(Article("Bread", (paragraph(article),) if article else ()), tuple(_comment(*row) for row in rows))


def _comment(name: str, author: str, words: str, when: str | None = None) -> Comment:
    body = (paragraph(words),) if words else ()
    posted: Moment | None = parse_iso(when, when) if when else None
    return Comment(_id(name), None, Author(author) if author else None, body, posted)


def _renames(old: Sequence[Row], new: Sequence[Row], article: str = "", article_now: str = "") -> Renames:
    return find_renames(ThreadWords.of(_thread(old, article)), ThreadWords.of(_thread(new, article_now)))


def _ids(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str | None]:
    return {str(before): after and str(after) for before, after in _renames(old, new).ids.items()}


def test_comments_are_known_by_their_words_where_their_names_are_read_better() -> None:
    old: list[Row] = [("x1", "Reply", BREAD), ("x2", "Reply", SALT), ("7", "Reply", YEAST)]
    new: list[Row] = [("y1", "ann", BREAD), ("y2", "bob", SALT.upper() + "!"), ("7", "cid", YEAST)]
    assert _ids(old, new) == {"x1": "y1", "x2": "y2"}


def test_a_comment_whose_id_another_has_now_keeps_none_of_it() -> None:
    old: list[Row] = [("c1", "Menu", "Home, news, contact"), ("c2", "ann", BREAD), ("c3", "bob", SALT)]
    new: list[Row] = [("c1", "ann", BREAD), ("c2", "bob", SALT)]
    renames = _renames(old, new)
    assert renames.ids == {"c1": None, "c2": "c1", "c3": "c2"}
    assert renames.fallbacks == {"c1": "c1"}
    done = Progress(cursor=_id("c1"), line=3, starred=frozenset({_id("c1"), _id("c3")}))
    assert renames.renew(done) == Progress(cursor=_id("c1"), starred=frozenset({_id("c2")}))


def test_of_equal_words_each_author_has_the_own_ones() -> None:
    old: list[Row] = [("a", "ann", "+1"), ("b", "bob", "+1"), ("c", "cid", "+1")]
    new: list[Row] = [("d", "cid", "+1"), ("e", "ann", "+1"), ("f", "bob", "+1")]
    assert _ids(old, new) == {"a": "e", "b": "f", "c": "d"}


def test_equal_words_of_nobody_go_by_order() -> None:
    old: list[Row] = [("a", "", "+1"), ("b", "", BREAD), ("c", "", "+1")]
    new: list[Row] = [("d", "", "+1"), ("e", "", BREAD), ("f", "", "+1"), ("g", "", "+1")]
    assert _ids(old, new) == {"a": "d", "b": "e", "c": "f"}


def test_short_words_of_one_are_not_those_of_another_whom_both_readings_know() -> None:
    old: list[Row] = [("a", "ann", BREAD), ("b", "ann", "Thanks!"), ("c", "bob", SALT)]
    new: list[Row] = [("a", "ann", BREAD), ("c", "bob", SALT), ("d", "bob", "Thanks!")]
    assert _ids(old, new) == {}


def test_words_that_are_read_with_more_or_less_are_known_by_place_or_time() -> None:
    line = "On 3 May ann wrote: "
    old: list[Row] = [("a", "ann", BREAD), ("b", "bob", line + SALT), ("c", "cid", YEAST)]
    new: list[Row] = [("a", "ann", BREAD), ("y", "Bob Baker", SALT), ("c", "cid", YEAST)]
    assert _ids(old, new) == {"b": "y"}
    moved: list[Row] = [("v", "ann", YEAST), ("w", "bob", f"{line} {SALT}", "2024-05-03T14:02:00"), ("x", "cid", BREAD)]
    now: list[Row] = [("y", "Bob", SALT, "2024-05-03T14:02:00"), ("z", "cid", BREAD), ("v", "ann", YEAST)]
    assert _ids(moved, now) == {"w": "y", "x": "z"}


def test_words_that_were_not_read_are_found_by_author_and_time() -> None:
    old: list[Row] = [("a", "ann", "", "2024-05-03"), ("b", "bob", "", "2024-05-04")]
    new: list[Row] = [("d", "bob", SALT, "2024-05-04"), ("c", "ann", BREAD, "2024-05-03"), ("e", "cid", HEAT)]
    assert _ids(old, new) == {"a": "c", "b": "d"}


def test_what_only_stands_at_the_place_of_a_comment_is_another() -> None:
    old: list[Row] = [("a", "ann", BREAD), ("b", "bob", SALT), ("c", "cid", YEAST)]
    new: list[Row] = [("a", "ann", BREAD), ("d", "dan", HEAT), ("c", "cid", YEAST)]
    renames = _renames(old, new)
    assert renames.ids == {}
    assert renames.fallbacks == {"b": "a"}


def test_one_id_of_one_author_or_at_one_place_is_one_comment_whatever_its_words() -> None:
    old: list[Row] = [("a", "ann", BREAD), ("b", "bob", "3095 posts, Salem"), ("c", "cid", YEAST)]
    new: list[Row] = [("x", "ann", BREAD), ("b", "Bob", SALT), ("c", "cid", YEAST)]
    assert _ids(old, new) == {"a": "x"}
    elsewhere: list[Row] = [("x", "ann", BREAD), ("c", "cid", YEAST), ("d", "dan", HEAT), ("b", "Bob", SALT)]
    assert _ids(old, elsewhere) == {"a": "x", "b": None}
    assert _ids(old, [*elsewhere[:3], ("b", "bob", SALT)]) == {"a": "x"}


def test_an_opening_post_that_is_the_article_now_is_no_other_comment() -> None:
    old: list[Row] = [("1", "ann", BREAD), ("2", "bob", SALT)]
    new: list[Row] = [("2", "bob", SALT), ("3", "ann", f"> {HEAT}")]
    renames = _renames(old, new, "Discussion", BREAD)
    assert (renames.ids, renames.fallbacks) == ({}, {"1": "2"})
    back = _renames(new, old, BREAD, "Discussion")
    assert (back.ids, back.fallbacks) == ({}, {"3": "2"})


def test_all_that_hangs_on_a_comment_moves_and_who_has_the_old_thread_open_finds_it_there() -> None:
    renames = Renames({_id("a"): _id("b"), _id("b"): _id("a"), _id("c"): None}, {_id("c"): _id("a")})
    some = frozenset({_id("a"), _id("z")})
    done = Progress(
        cursor=_id("a"),
        line=2,
        folded=some,
        seen=some | {_id("c")},
        starred=some,
        muted=some,
        marks={"k": Bookmark(_id("b"), 1), "l": Bookmark(_id("c")), "m": Bookmark(None, 2, 1)},
        top=_id("c"),
        top_line=4,
    )
    moved = frozenset({_id("b"), _id("z")})
    now = Progress(
        cursor=_id("b"),
        line=2,
        folded=moved,
        seen=moved,
        starred=moved,
        muted=moved,
        marks={"k": Bookmark(_id("a"), 1), "m": Bookmark(None, 2, 1)},
        top=_id("a"),
    )
    assert renames.renew(done) == now
    marks = {letter: done.marks[letter] for letter in "km"}
    assert renames.restore(now) == replace(done, seen=some, marks=marks, top=_id("b"), top_line=0)
    assert renames.restore(Progress(starred=frozenset({_id("c")}))).starred == frozenset()


_texts = st.sampled_from(["", "+1", "Thanks!", BREAD, SALT, YEAST, HEAT, f"{BREAD} Indeed.", f"On bread: {BREAD}"])
_times = st.sampled_from([None, "2024-05-03", "2024-05-03T14:02:00", "2024-05-04T08:00:00"])
_rows = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), st.sampled_from(["", "ann", "bob", "cid"]), _texts, _times),
    max_size=10,
    unique_by=lambda row: row[0],
)
_articles = st.sampled_from(["", BREAD, "Discussion"])


@given(_rows, _articles)
def test_a_thread_that_is_read_as_before_has_the_ids_that_it_had(rows: list[Row], article: str) -> None:
    assert not _renames(rows, rows, article, article)


@given(_rows, _rows, _articles, _articles)
def test_whatever_was_read_each_comment_becomes_one_at_most_that_is_there(
    old: list[Row], new: list[Row], article: str, article_now: str
) -> None:
    renames = _renames(old, new, article, article_now)
    before, after = {row[0] for row in old}, {row[0] for row in new}
    assert renames.ids.keys() | renames.fallbacks.keys() <= before
    assert set(renames.fallbacks.values()) <= after
    now = {name: renames.ids.get(_id(name), _id(name)) for name in before}
    there = [name for name in now.values() if name in after]
    assert len(there) == len(set(there))
    assert {name for name in renames.ids.values() if name} <= after
    for name in before & after:
        assert name in renames.ids or name not in renames.fallbacks


@given(st.permutations([BREAD, SALT, YEAST, HEAT]), st.permutations([BREAD, SALT, YEAST, HEAT]), st.data())
def test_marks_stay_on_their_words_in_any_order_under_any_ids(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from("abcdefg"), min_size=4, max_size=4, unique=True))
    renames = _renames(
        [(name, "Reply", words) for name, words in zip("abcd", old, strict=True)],
        [(name, name, words) for name, words in zip(names, new, strict=True)],
    )
    where = dict(zip(new, names, strict=True))
    assert [renames.ids.get(_id(name), name) for name in "abcd"] == [where[words] for words in old]


@pytest.mark.parametrize("words", ["Number {} of the many.", "Me too", ""])
def test_ten_thousand_comments_that_all_read_otherwise_take_no_time_to_speak_of(words: str) -> None:
    def read(prefix: str, more: str) -> ThreadWords:
        numbers = range(10_000)
        ids, names = tuple(_id(f"{prefix}{n}") for n in numbers), tuple(f"{prefix} {n}" for n in numbers)
        skeleton = Skeleton(ids, (-1,) * len(ids), names, (None,) * len(ids))
        return ThreadWords(skeleton, [words.format(f"{n}{more}") for n in numbers])

    before, after = read("x", ""), read("y", ", and more")
    start = time.process_time()
    renames = find_renames(before, after)
    # It takes a fifth of a second; what is quadratic takes minutes.
    assert time.process_time() - start < 5
    assert set(renames.ids.values()) <= set(after.skeleton.ids)
