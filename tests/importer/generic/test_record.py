"""Records cut out of a page, each without those inside it."""

from structure import index_of, page, plain
from threadreader.importer.generic.record import Record, cut


def records() -> list[Record]:
    found = index_of(page(plain(0, inside=plain(1, inside=plain(2))), plain(3)))
    return cut(
        found,
        [(index, found.ends[index]) for index, tag in enumerate(found.elements) if tag.get("class") == ["comment"]],
    )


def test_each_record_knows_what_it_is_in() -> None:
    assert [record.parent for record in records()] == [None, 0, 1, None]


def test_the_letters_of_a_record_are_its_own() -> None:
    first, second, third, _ = records()
    whole = first.page.text_length(first.start)
    assert first.size + second.size + third.size == whole
    assert first.text_length(first.start) == first.size


def test_the_words_of_a_record_are_its_own() -> None:
    first, *_ = records()
    assert first.words(first.start).startswith("Ann March 1, 2019")
    assert "Bob" not in first.words(first.start)


def test_tags_are_called_alike_in_all_records() -> None:
    labels = [set(record.labelled) for record in records()]
    assert labels[0] == labels[1] == labels[2] == labels[3]
    assert "^ div.head" in labels[0]


def test_numbers_and_stripes_make_no_other_name() -> None:
    found = index_of("<body><div class='a'><p class='odd k12'>x</p></div><div class='a'><p class='even k7'>y</p></div>")
    one, two = cut(found, [found.span(tag) for tag in found.elements if tag.name == "div"])
    assert set(one.labelled) == set(two.labelled)
