"""Tags of a page that have something in common, and what each group is worth as a list of comments.

Groups of records that are several tags side by side: rows of a table, `<dt>` and `<dd>`, words and a byline.

What a chosen group lacks and has too much: records of another look, and what is no record.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.generic.page import (
    SurveyedPage,
    count_names,
    has_name,
    kind_of,
    label_of,
    leads,
    marked_names,
)
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.importer.html.tree import Span
from threadreader.importer.lexicon import folded, is_named_comment
from threadreader.model.thread import Kind

_ROWS = frozenset(("dt", "dd", "tr", "td", "li", "p", "a", "h2", "h3", "h4", "h5", "table"))
"""Tags that may begin a record whatever their class is."""

_LINE = 200
"""Characters that no line with a name or time, over the words or under them, has."""

_Key = tuple[str, str]
"""The label of the tags that hold the records, and what these share."""

Segments = tuple[str, list[Span]]
"""The key that the first of several children share, and where their segments are."""


def spread(page: SurveyedPage) -> Iterator[tuple[_Key, list[Span]]]:
    """For each key the spans of records that begin with a tag that has it."""
    members: defaultdict[_Key, list[Span]] = defaultdict(list)
    for index in range(1, len(page.elements)):
        end = page.ends[index]
        if not page.has_time(index, end) and not has_name(page, index, end):
            continue
        children = list(page.children(index))
        if len(children) < 2:  # noqa: PLR2004 - side by side are at least two
            continue
        bounds = [*children, end]
        above = label_of(page, index)
        labels = [label_of(page, child) for child in children]
        for key, segments in _segments(labels, [_keys(page, child) for child in children]):
            members[above, key] += [(bounds[first], bounds[until]) for first, until in segments]
    for shared, spans in members.items():
        yield shared, sorted(spans, key=lambda span: (span[0], -span[1]))


def _keys(page: SurveyedPage, child: int) -> Iterator[str]:
    """The keys that the first tag of a record may have in common with the first of others."""
    signature, label = page.signatures[child], label_of(page, child)
    yield label
    if signature.name in _ROWS:
        yield f"{signature.name} of any class"
    yield from (f"{signature.name} .{folded(word)}" for word in signature.classes or ())
    first = child + 1
    if page.ends[child] > first:
        yield f"{label} > {label_of(page, first)}"
        if signature.name == "tr" and page.ends[first] > first + 1:
            yield f"{label} > {label_of(page, first)} > {label_of(page, first + 1)}"
        if "rowspan" in page.signatures[first].attributes:
            yield f"{signature.name} with a cell of several rows"


def _segments(labels: Sequence[str], children_keys: Sequence[Iterable[str]]) -> Iterator[Segments]:
    """For each key the numbers of the children between which a record with it goes."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for at, keys in enumerate(children_keys):
        for key in keys:
            starts[key].append(at)
    for key, ats in starts.items():
        is_deep = key.count(" > ") > 1
        if len(ats) < len(labels) and not (is_deep and any(until - at == 1 for at, until in pairwise(ats))):
            yield key, [*pairwise(ats), (ats[-1], _end_of_last(labels, ats))]


def _end_of_last(labels: Sequence[str], ats: Sequence[int]) -> int:
    """The number of the child behind the last record: that goes on for as long as the others have the like."""
    if len(ats) == 1:
        return len(labels)
    seen = set(labels[ats[0] : ats[-1] + 1])
    longest = max(until - at for at, until in pairwise(ats))
    end = ats[-1] + 1
    while end < min(len(labels), ats[-1] + longest) and (labels[end] in seen or labels[end].startswith("dd.")):
        end += 1
    return end


_TEXT, _TIME, _NAME = 0.4, 0.35, 0.25  # together 1: words count most, a name, easily guessed, least
_NOTHING = -0.5
"""The worth of a member that has no words of its own, or neither time nor name."""


_TABLE = frozenset(("table", "tbody", "tr", "td"))
_TELLING = Attributes("id", "itemtype", "itemprop")


class Group(Struct, frozen=True):
    """Records in document order, which may be inside one another; `label` says what they share.

    A record of a spread group goes on in the tags that follow its first one.
    `worth` is how many whole comments the records amount to.
    """

    label: str
    spans: tuple[Span, ...]
    worth: float
    is_spread: bool = False

    @property
    def whole(self) -> float:
        """The average worth of a record."""
        return self.worth / len(self.spans)


class Groups:
    """All groups of a page; where `by_call`, a tag that is called a comment needs neither time nor name to be one."""

    def __init__(self, page: SurveyedPage, *, by_call: bool = False) -> None:
        self._page = page
        self._by_call = by_call
        self._sign_chars = self._count_sign_chars()

    def all(self) -> list[Group]:
        """Every group that is worth anything, the best first; of several with the same records only one."""
        known: dict[tuple[Span, ...], Group] = {}
        for label, spans in self._contained():
            self._note(known, Group(label, tuple(spans), 0))
        for key, spans in spread(self._page):
            self._note(known, Group(_name(key), tuple(self._whole(spans)), 0, is_spread=True))
        return sorted(known.values(), key=lambda group: -group.worth)

    def _note(self, known: dict[tuple[Span, ...], Group], group: Group) -> None:
        if group.spans not in known:
            worth = self.worth(group.spans)
            if worth > 0:
                known[group.spans] = replace(group, worth=worth)

    def worth(self, spans: Sequence[Span]) -> float:
        """The number of whole comments that the records amount to, each without those inside it."""
        total = 0.0
        path: list[tuple[Span, list[int]]] = []
        for span in spans:
            while path and path[-1][0][1] <= span[0]:
                total += self._worth(*path.pop())
            own = self._counts(*span)
            if path:
                above = path[-1][1]
                for at, count in enumerate(own):
                    above[at] -= count
            path.append((span, own))
        return total + sum(self._worth(*each) for each in path)

    def _worth(self, span: Span, own: Sequence[int]) -> float:
        chars, times, names = own
        return _worth(chars, times, names + (self._by_call and is_named_comment(self._page.elements[span[0]])))

    def _whole(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Records without what rules part from the first of them and from the last."""
        first, last = 0, len(spans)
        if self._page.elements[spans[0][0]].name != "hr":
            return spans
        while last - first > 1 and self._worth(spans[last - 1], self._counts(*spans[last - 1])) < 0:
            last -= 1
        while last - first > 1 and self._worth(spans[first], self._counts(*spans[first])) < 0:
            first += 1
        return spans[first:last]

    def _counts(self, start: int, end: int) -> list[int]:
        """Characters beside those that say who and when, times, names."""
        page = self._page
        return [
            page.chars(start, end) - (self._sign_chars[end] - self._sign_chars[start]),
            page.times_before[end] - page.times_before[start],
            count_names(page, start, end),
        ]

    def _count_sign_chars(self) -> list[int]:
        """The number of characters before each tag that say who or when."""
        page = self._page
        chars = [0] * (len(page.elements) + 1)
        until = 0
        for index in sorted({*page.times, *marked_names(page)}):
            time = page.times.get(index)
            if index < until:
                continue
            if time and time.line:
                chars[index + 1] = sum(map(len, time.line.split()))
            elif page.text_length(index) < _LINE:
                chars[index + 1] = page.text_length(index)
                until = page.ends[index]
        return list(accumulate(chars))

    def _contained(self) -> Iterator[tuple[str, list[Span]]]:
        """Groups of tags that are a record each."""
        page = self._page
        full = [index for index in range(1, len(page.elements)) if page.text_length(index)]
        # A large page has hundreds of thousands of groups, and a record is in few of them.
        wanted = {key for index in full if self._may_be_record(index) for key in self._keys(index)}
        members: defaultdict[Hashable, list[Span]] = defaultdict(list)
        for index in full:
            for key in self._keys(index):
                if key in wanted:
                    members[key].append((index, page.ends[index]))
        for key, spans in members.items():
            yield _name(key), spans
        for indices in leads(page).records:
            yield "led by name or time", [(index, page.ends[index]) for index in indices]

    def _may_be_record(self, index: int) -> bool:
        """True if a tag is worth anything in any group."""
        span = (index, self._page.ends[index])
        return self._worth(span, self._counts(*span)) > 0

    def _keys(self, index: int) -> list[Hashable]:
        """The keys that a tag may have in common with others."""
        tag, signature, parent = self._page.elements[index], self._page.signatures[index], self._page.parents[index]
        known: tuple[tuple[Hashable, ...], tuple[Hashable, ...]] | None = signature.memo.get(Groups)
        if known is None:
            own = ((tag.name, f".{folded(word)}") for word in signature.classes or ())
            data = ((tag.name, f"[{name}]") for name in signature.attributes if name.startswith("data-"))
            known = signature.memo[Groups] = tuple(own), tuple(data)
        keys: list[Hashable] = [*known[0]]
        for name in _TELLING.of(tag):
            if name == "id":
                identity = attribute(tag, "id") or ""
                if (fold := folded(identity)) != identity:
                    keys.append((tag.name, f"#{fold}"))
            else:
                keys.append((tag.name, f"[{name}={attribute(tag, name)}]"))
        keys += known[1]
        if parent > 0:
            if tag.name != "td":  # the cells of one row are parts of a record
                keys.append((tag.name, "in tag", parent))
            keys.append((tag.name, "in", label_of(self._page, parent)))
        return keys


def _worth(chars: int, times: int, names: int) -> float:
    if chars <= 0 or not (times > 0 or names > 0):
        return _NOTHING
    return _TEXT + _TIME * (times > 0) + _NAME * (names > 0)


def _name(key: Hashable) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


_NEARLY_ALL = 0.93  # one of fifteen may be another (judgement)


def rounded(page: SurveyedPage, group: Group) -> Group:
    """The same group with its kin, and without what is of another kind."""
    return _with_kin(page, _trimmed(page, _pure(page, group)))


def _pure(page: SurveyedPage, group: Group) -> Group:
    """Without the few records that are not called comments where all others are."""
    named = [is_named_comment(page.elements[start]) for start, _ in group.spans]
    if all(named) or sum(named) < _NEARLY_ALL * len(named):
        return group
    return replace(group, spans=tuple(span for span, good in zip(group.spans, named, strict=True) if good))


def _trimmed(page: SurveyedPage, group: Group) -> Group:
    """Without what has neither time nor name at either end, where nearly all others have one.

    What is called otherwise than all others needs both: the head of a table has "Author" and "Message". What holds all
    others needs one before them.
    """
    labels = Counter(label_of(page, start) for start, _ in group.spans)
    signed = [
        page.has_time(*span) or (has_name(page, *span) and labels[label_of(page, span[0])] > 1) for span in group.spans
    ]
    (start, end), *inner = group.spans
    if inner and all(last <= end for _, last in inner):
        signed[0] = page.has_time(start, inner[0][0]) or has_name(page, start, inner[0][0])
    if not any(signed) or sum(signed) < _NEARLY_ALL * len(signed) - 1:
        return group
    first, last = signed.index(True), len(signed) - signed[::-1].index(True)
    ids = {_kind_of_id(page, span) for span in group.spans[first:last]} - {""}
    kept = (span for at, span in enumerate(group.spans) if first <= at < last or _kind_of_id(page, span) in ids)
    return replace(group, spans=tuple(kept))


def _with_kin(page: SurveyedPage, group: Group) -> Group:
    """With the siblings of its records that have the same kind of id, or are links from other sites."""
    kin = () if group.is_spread else tuple(_kin(page, group))
    return replace(group, spans=tuple(sorted((*group.spans, *kin), key=lambda span: (span[0], -span[1]))))


def _kin(page: SurveyedPage, group: Group) -> Iterator[Span]:
    starts = {start for start, _ in group.spans}
    ids = {each for each in (_kind_of_id(page, span) for span in group.spans) if "0" in each}
    for holder, name in {(page.parents[start], page.elements[start].name) for start in starts}:
        for index in page.children(holder):
            tag, span = page.elements[index], (index, page.ends[index])
            if index in starts or tag.name != name or not page.text_length(index):
                continue
            if _kind_of_id(page, span) in ids or kind_of(page, span) is not Kind.COMMENT:
                yield span


def _kind_of_id(page: SurveyedPage, span: Span) -> str:
    return folded(attribute(page.elements[span[0]], "id") or "")
