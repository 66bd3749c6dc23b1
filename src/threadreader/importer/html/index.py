"""Index of a page: its elements in document order, where each ends, and columns over them.

A pre-order list with subtree ends (an Euler tour): most questions about a whole page are answered without walking its
tree. A span of elements is a pair of indices, `start` and `end`, the second one behind its last element.
"""

from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import sub
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.html.elements import UNSHOWN
from threadreader.model.text import fold_space

if TYPE_CHECKING:
    from threadreader.importer.html.tree import ElementSignature

Span = tuple[int, int]
"""Index of the first element, and the index behind the last one."""

_MAX_FORM_ELEMENTS = 150
_MAX_FORM_SHARE = 0.75
"""A form with more elements, or with a larger share of all, is around a page and not a form to write a comment."""

_MAX_FIGURES_CHARS = 40  # longer texts are sentences: their figures are no time, count or number (judgement)


class PageIndex:
    """Elements of a page, or of a part of it, in document order, with the signature of each, and columns over them.

    The descendants of `elements[n]` are `elements[n + 1:ends[n]]`. Columns are made when first asked for. Those that
    end in `_before` have an entry for each element and one more: what the elements before it have, so that a span has
    the difference of two. Characters are those that are not white space, outside of what shows no text of the page.
    """

    def __init__(self, elements: list[Tag], signatures: "list[ElementSignature]", ends: MutableSequence[int]) -> None:
        self.elements = elements
        self.signatures = signatures
        self.ends = ends

    @cached_property
    def parents(self) -> Sequence[int]:
        """Index of the parent of each element, -1 for the root."""
        parents: list[int] = []
        path: list[int] = []
        ends = self.ends
        for index in range(len(self.elements)):
            while path and ends[path[-1]] <= index:
                path.pop()
            parents.append(path[-1] if path else -1)
            path.append(index)
        return parents

    @cached_property
    def indices(self) -> Mapping[int, int]:
        """Index of each element by its identity."""
        return {id(element): index for index, element in enumerate(self.elements)}

    @cached_property
    def indices_by_signature(self) -> "Mapping[ElementSignature, Sequence[int]]":
        """Indices of the elements of each signature: most questions concern few of them."""
        indices: defaultdict[ElementSignature, list[int]] = defaultdict(list)
        for index, signature in enumerate(self.signatures):
            indices[signature].append(index)
        return indices

    def indices_where(self, fits: "Callable[[ElementSignature], bool]") -> list[int]:
        """Indices, in document order, of the elements whose signature fits."""
        columns = self.indices_by_signature.items()
        return sorted(chain.from_iterable(indices for signature, indices in columns if fits(signature)))

    def named(self, names: Collection[str]) -> list[Tag]:
        """Elements with one of some names."""
        return [self.elements[index] for index in self.indices_where(lambda signature: signature.name in names)]

    def children(self, index: int) -> Iterator[int]:
        """Indices of the children of an element."""
        child = index + 1
        while child < self.ends[index]:
            yield child
            child = self.ends[child]

    def ancestors(self, index: int) -> Iterator[int]:
        """Indices of the ancestors of an element, the innermost first, without the root."""
        ancestor = self.parents[index]
        while ancestor > 0:
            yield ancestor
            ancestor = self.parents[ancestor]

    def contains(self, outer: int, inner: int) -> bool:
        """True if the element of one index is a descendant of that of the other."""
        return outer < inner < self.ends[outer]

    def covers(self, outer: int, inner: int) -> bool:
        """True if an element is another or contains it."""
        return outer <= inner < self.ends[outer]

    def is_in(self, index: int, tops: Sequence[int]) -> bool:
        """True if an element is one of several or in one; these in document order, none in another."""
        at = bisect(tops, index) - 1
        return at >= 0 and index < self.ends[tops[at]]

    def outermost(self, indices: Iterable[int]) -> list[int]:
        """Of several elements in document order those that are not in others of them."""
        tops: list[int] = []
        until = 0
        for index in indices:
            if index >= until:
                tops.append(index)
                until = self.ends[index]
        return tops

    def span(self, element: Tag) -> Span:
        """Span of an element, an empty one where it is not in the index."""
        index = self.indices.get(id(element))
        return (index, self.ends[index]) if index is not None else (0, 0)

    def count_before(self, indices: Iterable[int]) -> list[int]:
        """Column of the number of some elements before each."""
        marks = [0] * (len(self.elements) + 1)
        for index in indices:
            marks[index + 1] = 1
        return [*accumulate(marks)]

    @cached_property
    def direct_strings(self) -> Mapping[int, Sequence[str]]:
        """Strings directly in each element that shows its text, folded; none is white space."""
        strings: dict[int, Sequence[str]] = {}
        unshown_until = 0
        for index, signature in enumerate(self.signatures):
            if index < unshown_until:
                continue
            if signature.name in UNSHOWN or (signature.name == "form" and self._is_form_to_write(index)):
                unshown_until = self.ends[index]
                continue
            contents = self.elements[index].contents
            strings[index] = [
                fold_space(each) for each in contents if type(each) is NavigableString and not each.isspace()
            ]
        return strings

    def _is_form_to_write(self, index: int) -> bool:
        size = self.ends[index] - index
        return size < min(_MAX_FORM_ELEMENTS, _MAX_FORM_SHARE * len(self.elements)) and any(
            inside.name == "textarea" for inside in self.elements[index : index + size]
        )

    @cached_property
    def chars_before(self) -> Sequence[int]:
        """Characters of text."""
        chars = [0] * (len(self.elements) + 1)
        for index, strings in self.direct_strings.items():
            chars[index + 1] = sum(len(text) - text.count(" ") for text in strings)
        return [*accumulate(chars)]

    @cached_property
    def figures_before(self) -> Sequence[int]:
        """Digits in short strings."""
        figures = [0] * (len(self.elements) + 1)
        for index, strings in self.direct_strings.items():
            figures[index + 1] = sum(sum(map(str.isdigit, text)) for text in strings if len(text) <= _MAX_FIGURES_CHARS)
        return [*accumulate(figures)]

    @cached_property
    def links(self) -> Sequence[int]:
        """Indices of all links."""
        return self.indices_where(lambda signature: signature.name == "a" and "href" in signature.attributes)

    @cached_property
    def linked_before(self) -> Sequence[int]:
        """Characters of text in links."""
        chars = [0] * (len(self.elements) + 1)
        for link in self.outermost(self.links):
            for index in range(link, self.ends[link]):
                chars[index + 1] = self.chars_before[index + 1] - self.chars_before[index]
        return [*accumulate(chars)]

    def text_length(self, index: int) -> int:
        """Characters of text in an element."""
        return self.chars_before[self.ends[index]] - self.chars_before[index]

    def chars(self, start: int, end: int) -> int:
        """Characters of text in a span."""
        return self.chars_before[end] - self.chars_before[start]

    def linked(self, start: int, end: int) -> int:
        """Characters of text in links in a span."""
        return self.linked_before[end] - self.linked_before[start]

    def figures(self, index: int) -> int:
        """Digits in short strings of an element."""
        return self.figures_before[self.ends[index]] - self.figures_before[index]

    def links_in(self, start: int, end: int) -> Sequence[int]:
        """Indices of the links in a span."""
        return self.links[bisect_left(self.links, start) : bisect_left(self.links, end)]

    @cached_property
    def unlinked(self) -> Sequence[int]:
        """Characters of text directly in each element, outside links."""
        own = map(sub, self.chars_before[1:], self.chars_before)
        linked = map(sub, self.linked_before[1:], self.linked_before)
        return [*map(sub, own, linked)]
