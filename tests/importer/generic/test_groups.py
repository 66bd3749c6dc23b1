"""Tags that have something in common."""

from structure import NAMES, WORDS, day, index_of, page, plain
from threadreader.importer.generic.groups import Group, Groups


def best(html: str) -> Group:
    return Groups(index_of(html)).all()[0]


def test_comments_are_worth_what_they_have() -> None:
    found = Groups(index_of(page(*map(plain, range(4)))))
    whole, *_ = found.all()
    assert (len(whole.spans), whole.worth) == (4, 4.0)


def test_a_record_is_worth_only_what_the_records_inside_do_not_have() -> None:
    html = f"<body><div class='x'>{plain(0, attributes='class2')}</div>"
    found = index_of(html)
    outer = next(index for index, tag in enumerate(found.elements) if tag.get("class") == ["x"])
    inner = outer + 1
    groups = Groups(found)
    assert groups.worth([(outer, found.ends[outer])]) == 1
    assert groups.worth([(outer, found.ends[outer]), (inner, found.ends[inner])]) == 0.5


def test_of_the_same_records_only_one_group_is_kept() -> None:
    groups = Groups(index_of(page(*map(plain, range(4))))).all()
    assert len({group.spans for group in groups}) == len(groups)


def test_records_may_be_two_rows_each() -> None:
    rows = "".join(
        f"<tr><td class='who'><a href='/user/{name}'>{name}</a> {day(number)}</td></tr><tr><td>{words}</td></tr>"
        for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )
    group = best(f"<body><table>{rows}</table>")
    assert (group.is_spread, len(group.spans), group.worth) == (True, 6, 6.0)


def test_the_last_of_spread_records_ends_where_the_others_would() -> None:
    pairs = "".join(f"<dt><a href='/user/{name}'>{name}</a></dt><dd>{WORDS[0]}</dd>" for name in NAMES)
    found = index_of(f"<body><dl>{pairs}<dd class='more'>Older</dd><dd>Newer</dd></dl>")
    group = next(group for group in Groups(found).all() if group.is_spread and len(group.spans) == 6)
    start, end = group.spans[-1]
    assert [tag.name for tag in found.elements[start:end]] == ["dt", "a", "dd"]


def test_a_page_without_names_or_times_has_no_groups() -> None:
    assert Groups(index_of("<body><p>one</p><p>two</p>")).all() == []
