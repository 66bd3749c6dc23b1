"""Dataclasses whose methods are compiled late are those of the standard library."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError
from typing import Any, Generic, TypeVar

import pytest

from threadreader import dataclass as late

T = TypeVar("T")

Decorator = Callable[..., Any]


def _count() -> int:
    return 3


def _make(library: Any, **options: Any) -> Any:
    """A class with all kinds of fields, and a subclass, by one of the two libraries."""

    @library.dataclass(**options)
    class Base(Generic[T]):
        first: int
        second: str = "b"
        hidden: "Sequence[T]" = library.field(default=(), compare=False, repr=False)

    @library.dataclass(**options)
    class Record(Base[int]):
        made: list[int] = library.field(default_factory=list)
        second: str = "c"
        counted: int = library.field(init=False, default_factory=_count)

        @property
        def both(self) -> str:
            return f"{self.first}{self.second}"

    return Record


LIBRARIES = (dataclasses, late)
OPTIONS: tuple[dict[str, bool], ...] = (
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
    {"frozen": True, "slots": True, "eq": False},
)


@pytest.mark.parametrize("options", OPTIONS)
def test_they_are_as_those_of_the_standard_library(options: dict[str, bool]) -> None:
    seen = []
    for library in LIBRARIES:
        cls = _make(library, **options)
        one, other, third = cls(1), cls(1, hidden=(2,)), cls(2, "x", made=[4])
        assert cls(1, made=[5]).made == [5]
        assert one.made is not other.made
        seen.append(
            [
                repr(one),
                one == other,
                one == third,
                one == "1",
                one.both + third.both,
                cls.__match_args__,
                hasattr(one, "__dict__"),
                cls.__hash__ is None,
                str(inspect.signature(cls)).replace("<factory>", "...").count(","),
                list(inspect.signature(cls).parameters),
                cls.__init__.__annotations__,
                [(each.name, each.init, each.repr, each.compare) for each in dataclasses.fields(cls)],
                library.asdict(third),
                [each.default == "c" for each in library.fields(cls)],
                [library.is_dataclass(each) for each in (cls, third, int)],
                dataclasses.replace(third, first=7).first,
                library.replace(third, first=8, second="y").both,
                [hasattr(cls, name) for name in ("__lt__", "_fields")],
            ]
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_default_that_can_be_changed_is_refused(library: Any) -> None:
    class Shared:
        values: Sequence[int] = []

    with pytest.raises(ValueError, match=r"mutable default <class 'list'> for field values is not allowed"):
        library.dataclass(Shared)


def test_ordered_ones_are_sorted_by_their_fields() -> None:
    cls = _make(late, frozen=True, order=True)
    assert [each.first for each in sorted([cls(3), cls(1), cls(2)])] == [1, 2, 3]
    assert cls(1) <= cls(1) < cls(2) >= cls(2) > cls(1)
    with pytest.raises(TypeError):
        assert cls(1) < 2


@late.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("negative")


def test_a_frozen_one_cannot_be_changed() -> None:
    point: Any = Point(1)
    with pytest.raises(FrozenInstanceError, match="x"):
        point.x = 2
    with pytest.raises(FrozenInstanceError, match="x"):
        del point.x
    assert point == Point(1)


def test_equal_frozen_ones_are_one_key() -> None:
    assert {Point(1, (2,)): "a"}[Point(1, (2,))] == "a"
    assert len({Point(1), Point(1), Point(2)}) == 2


def test_it_is_checked_after_it_was_made() -> None:
    with pytest.raises(ValueError, match="negative"):
        Point(-1)


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_frozen_one_with_slots_is_copied(make: Callable[[Point], Point]) -> None:
    assert make(Point(1, (2,))) == Point(1, (2,))


@pytest.mark.skipif(not hasattr(copy, "replace"), reason="Python has it from 3.13 on")
def test_one_is_copied_with_another_value() -> None:
    replace: Any = vars(copy)["replace"]
    assert replace(Point(1, (2,)), x=3) == Point(3, (2,))


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_subclass_that_is_none_has_attributes_of_its_own(library: Any) -> None:
    class Derived(_make(library, frozen=True)):  # type: ignore[misc] # made by a function
        def __init__(self) -> None:
            super().__init__(1)
            self.own = 2

    derived: Any = Derived()
    assert derived.own == 2
    del derived.own
    for name in ("first", "second"):
        with pytest.raises(FrozenInstanceError, match=name):
            setattr(derived, name, 3)
        with pytest.raises(FrozenInstanceError, match=name):
            delattr(derived, name)


def test_a_method_that_the_class_has_is_kept() -> None:
    @late.dataclass(frozen=True)
    class Named:
        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

        def __hash__(self) -> int:
            return 7

    assert repr(Named("a")) == "<a>"
    assert hash(Named("a")) == 7
    assert Named("a") == Named("a")


def test_a_subclass_calls_the_one_it_is_made_of() -> None:
    @late.dataclass
    class Base:
        x: int

    @late.dataclass
    class Derived(Base):
        y: int = 0

    derived = Derived.__new__(Derived)
    Base.__init__(derived, 4)
    assert (derived.x, Derived(1, 2)) == (4, Derived(1, 2))


def test_one_of_the_standard_library_is_made_of_another() -> None:
    @dataclasses.dataclass(frozen=True)
    class Derived(Point):
        z: int = 5

    assert Derived(1, (2,)) == Derived(1, (2,), 5)
    assert [each.name for each in dataclasses.fields(Derived)] == ["x", "y", "z"]
    assert late.replace(Derived(1, z=6), x=2) == Derived(2, z=6)


def test_one_in_itself_is_shown() -> None:
    @late.dataclass
    class Node:
        inner: list[Any]

    node = Node([])
    node.inner.append(node)
    assert repr(node).endswith("Node(inner=[...])")
