import json
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from threadreader.errors import StoreError
from threadreader.export.dump import MAX_LINE_BYTES, VERSION, Fact, join, read_dump, write_dump
from threadreader.model.annotation import version_id
from threadreader.model.page import PageId, clean_tag

PAGE = "https://example.org/bread"
HEAD = '["threadreader dump", 1]'
DAY = "2024-05-03T14:02:00+00:00"

# Few of each, so that facts meet.
_names, _words, _numbers = st.sampled_from("abXY"), st.sampled_from(("one", "two\nlines", "three")), st.integers(0, 2)
_comments = st.none() | _names
_highlights = st.builds(
    lambda name, comment, note, at: ("highlight", name, comment, 0, 4, "Word", "", "", "pink", note, at),
    *(_names, _comments, _words, st.none() | st.just(DAY)),
)
_replaced = st.builds(version_id, _names, *map(st.just, ("Word", "", "", "pink")), _words) | st.builds(
    version_id, _names, _comments, _numbers, _numbers
)
facts = st.sets(
    st.tuples(st.sampled_from(("seen", "starred", "muted")), _names)
    | st.tuples(st.just("tag"), texts.map(clean_tag).filter(bool))
    | st.tuples(st.just("opened"), st.sampled_from((DAY, "2024-05-04T00:00:00+00:00")), _comments)
    | st.tuples(st.just("bookmark"), _names, _comments, _numbers, _numbers)
    | st.tuples(st.just("replaced"), _replaced)
    | _highlights,
    max_size=12,
)


def _lines(*lines: str) -> list[bytes]:
    return [f"{line}\n".encode() for line in lines]


def _line(*values: object) -> str:
    return json.dumps([PAGE, *values])


def _read(*lines: str) -> set[Fact]:
    return set(read_dump("a.jsonl", _lines(HEAD, *lines)).facts.get(PageId(PAGE), ()))


def _notes(joined: Collection[Fact]) -> list[str]:
    return sorted(fact[9] for fact in joined if fact[0] == "highlight")


def _highlight(note: str, name: str = "a") -> Fact:
    return ("highlight", name, "c1", 0, 4, "Word", "", " more", "pink", note, DAY)


def _version(fact: Fact) -> str:
    return version_id(fact[1], *fact[5:10])


def test_a_dump_is_a_sorted_fact_a_line() -> None:
    written = write_dump({PageId(PAGE): {("tag", "queue"), ("seen", "c2"), _highlight("why?\nso")}})
    assert written.splitlines() == [
        HEAD,
        f'["{PAGE}", "highlight", "a", "c1", 0, 4, "Word", "", " more", "pink", "why?\\nso", "{DAY}"]',
        f'["{PAGE}", "seen", "c2"]',
        f'["{PAGE}", "tag", "queue"]',
    ]


@given(facts)
def test_what_is_written_is_read_in_any_order_and_twice(each: set[Fact]) -> None:
    written = write_dump({PageId(PAGE): each}).encode()
    head, *lines = written.splitlines(keepends=True)
    read = read_dump("a.jsonl", [head, *reversed(lines), *lines]).facts
    assert write_dump(read).encode() == written


@given(facts, facts)
def test_joined_again_nothing_changes_and_what_was_done_is_there(one: set[Fact], other: set[Fact]) -> None:
    joined = join(one | other)
    assert join(joined | one) == join(joined | other) == join(joined) == joined
    names = [fact[:2] for fact in joined if fact[0] in {"bookmark", "highlight"}]
    assert len(names) == len(set(names))
    assert len([fact for fact in joined if fact[0] == "opened"]) <= 1
    kinds = {"seen", "starred", "muted", "tag", "replaced"}
    assert {fact for fact in joined if fact[0] in kinds} == {fact for fact in one | other if fact[0] in kinds}
    replaced = {fact[1] for fact in joined if fact[0] == "replaced"}
    for fact in one | other:
        if fact[0] == "highlight" and _version(fact) not in replaced:
            assert any(each[5:10] == fact[5:10] for each in joined if each[0] == "highlight")
        if fact[0] == "bookmark" and version_id(*fact[1:]) not in replaced:
            assert any(each[2:] == fact[2:] for each in joined if each[0] == "bookmark")


@given(facts, facts)
def test_it_does_not_matter_which_library_is_loaded_into_which(one: set[Fact], other: set[Fact]) -> None:
    here, there = join(one), join(other)
    both = join(here | there)
    # Each loads what the other has by then.
    assert join(there | both) == join(here | both) == both


def test_of_two_notes_that_nobody_replaced_both_are_kept() -> None:
    assert _notes(join({_highlight("mine"), _highlight("yours")})) == ["mine", "yours"]


def test_a_note_that_was_written_anew_on_one_machine_does_not_come_back_from_the_other() -> None:
    old, new = _highlight("old"), _highlight("new")
    assert _notes(join({old, new, ("replaced", _version(old))})) == ["new"]
    # Both were replaced: it was changed, and changed back.
    assert _notes(join({old, new, ("replaced", _version(old)), ("replaced", _version(new))})) == ["new", "old"]


def test_one_that_has_no_other_version_is_kept_though_it_was_replaced() -> None:
    assert _notes(join({_highlight("old"), ("replaced", _version(_highlight("old")))})) == ["old"]


def test_a_bookmark_whose_letter_has_another_line_goes_to_a_free_one() -> None:
    here, there, other = ("bookmark", "m", "c1", 0, 0), ("bookmark", "m", "c2", 0, 0), ("bookmark", "a", "c3", 0, 0)
    assert join({here, there, other}) == {here, other, ("bookmark", "b", "c2", 0, 0)}
    assert join({here, there, ("replaced", version_id(*there[1:]))}) == {here, ("replaced", version_id(*there[1:]))}


def test_the_later_reading_says_where_it_was() -> None:
    late = ("opened", "2024-05-04T00:00:00+00:00", "c1")
    assert join({("opened", DAY, "c9"), late}) == {late}


@pytest.mark.parametrize(
    "line",
    [
        _line("seen"),
        _line("seen", 7),
        _line("seen", ""),
        _line("seen", "c1", "c2"),
        _line("liked", "c1"),
        _line("liked"),
        _line("tag", '+"'),
        _line("opened", "yesterday", None),
        _line("opened", "2024-05-03T14:02:00", None),
        _line("opened", "0001-01-01T00:00:00+23:59", None),
        _line("bookmark", "ab", "c1", 0, 0),
        _line("bookmark", "a", "c1", -1, 0),
        _line("bookmark", "a", "c1", 10**400, 0),
        _line("bookmark", "a", "c1", 1.5, 0),
        _line("highlight", "a", "c1", 4, 0, "Word", "", "", "pink", "", DAY),
        _line("highlight", "a", "c1", 0, 4, "Word", "", "", "pink", "", "noon"),
        _line("highlight", "a", "c1", 0, 4, "Word", "", "", "pink", "n" * 2_000_001, DAY),
        _line({"seen": "c1"}, "seen", "c1"),
        '["", "seen", "c1"]',
        "[]",
        "{}",
        "[" * 100_000,
        "<<<<<<< HEAD",
        "\udc80",
        f'["{PAGE}", "seen", "c1"',
    ],
    ids=lambda line: line[:60],
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    lines = [f"{each}\n".encode(errors="surrogateescape") for each in (HEAD, _line("seen", "c1"), line)]
    with pytest.raises(StoreError, match="line 3 is not from a dump") as raised:
        read_dump("a.jsonl", lines)
    assert raised.value.subject == "a.jsonl"


def test_a_line_of_a_megabyte_is_read_and_one_that_no_fact_has_is_named() -> None:
    ((*_, note, _),) = _read(_line(*_highlight("n" * 1_000_000)))
    assert len(note) == 1_000_000
    with pytest.raises(StoreError, match="line 2 is longer than 30 MB"):
        read_dump("a.jsonl", [HEAD.encode(), b"x" * (MAX_LINE_BYTES + 1)])


@pytest.mark.parametrize(
    "lines", [[], ["", " "], ["[]"], ["<html>"], [_line("seen", "c1"), HEAD], ['["threadreader", 1]']]
)
def test_what_is_no_dump_is_none(lines: list[str]) -> None:
    with pytest.raises(StoreError, match="is not a dump of a library"):
        read_dump("a.html", _lines(*lines))


def test_texts_are_cleaned() -> None:
    read = _read(_line("seen", "c\x1b]0;x\x07"), _line("tag", "Bread\x9b"), _line(*_highlight("a\x1b[2J\u202eb\ud800")))
    assert all(json.dumps(fact).find(r"\u001b") < 0 for fact in read)
    assert _notes(read) == ["a\u241b[2J\ufffdb\ufffd"]


def test_what_editors_and_git_make_of_a_dump_is_read() -> None:
    lines = [f"\ufeff{HEAD}\r\n", "\r\n", f"{HEAD}\r\n", f"{_line('tag', 'Bread')}\r\n", _line("tag", "bread")]
    read = read_dump("a.jsonl", [line.encode() for line in lines])
    assert read.facts == {PAGE: {("tag", "bread")}}


def test_facts_of_a_newer_version_are_skipped_and_counted() -> None:
    newer = f'["threadreader dump", {VERSION + 1}]'
    read = read_dump("a.jsonl", _lines(newer, _line("liked", "c1"), _line("seen", "c1", 1), _line("seen", "c2")))
    assert (read.facts, read.skipped) == ({PAGE: {("seen", "c2")}}, 2)
