"""The `dataclass` of the standard library, with methods that are compiled when they are first called.

That one compiles six methods of each class, which takes a quarter of a millisecond: to read one page 200 classes are
loaded, and less than half of them are used. It also imports `inspect`, which takes as long as twenty of them. Type
checkers see the standard library's own, and so does what asks a class for its `__dataclass_fields__`.

It knows no `ClassVar`, `InitVar` and `kw_only`, gives no hash to a class with an `__eq__` of its own, and refuses
nothing but a default that can be changed: a field without one after others fails when the first record is made.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from reprlib import recursive_repr
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

_MISSING: Any = object()  # None is a default

_COMPARISONS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class _Field:
    __slots__ = ("compare", "default", "default_factory", "init", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: Any = _MISSING,
        default_factory: Any = _MISSING,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - as the standard library names it
        compare: bool = True,
    ) -> None:
        self.name = ""
        self.type: Any = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare


class _Lazy:
    """An attribute of a class that is made when it is first asked for, and is the attribute from then on."""

    __slots__ = ("_make", "_name", "_owner")

    def __init__(self, owner: type, name: str, make: Callable[[Any], object]) -> None:
        self._owner = owner
        self._name = name
        self._make = make

    def __get__(self, instance: object, cls: type) -> Any:
        made = self._make(self._owner)
        setattr(self._owner, self._name, made)
        bind = getattr(made, "__get__", None)
        return bind(instance, cls) if bind else made


def _dataclass(
    cls: Any = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Any:
    if cls is None:
        return partial(_dataclass, frozen=frozen, slots=slots, eq=eq, order=order)
    defined = set(vars(cls))
    fields = _collect_fields(cls)
    if slots:
        cls = _with_slots(cls, fields)
    attributes: dict[str, object] = {
        "_record_fields_": fields,
        "__match_args__": tuple(name for name, each in fields.items() if each.init),
        "__repr__": _repr,
        "__replace__": _replace,
    }
    if frozen:
        attributes |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if frozen and slots:
        attributes |= {"__getstate__": _get_state, "__setstate__": _set_state}
    if eq:
        attributes["__hash__"] = None
    for name, make in _makers(frozen=frozen, slots=slots, eq=eq, order=order).items():
        attributes[name] = _Lazy(cls, name, make)
    for name, value in attributes.items():
        if name not in defined:
            setattr(cls, name, value)
    return cls


def _makers(*, frozen: bool, slots: bool, eq: bool, order: bool) -> dict[str, Callable[[Any], object]]:
    """What makes the attributes of a class that are made late."""
    makers: dict[str, Callable[[Any], object]] = {
        "__init__": partial(_make_init, frozen=frozen, slots=slots),
        "__dataclass_fields__": partial(_of_standard, "__dataclass_fields__", frozen=frozen),
        "__dataclass_params__": partial(_of_standard, "__dataclass_params__", frozen=frozen),
    }
    if eq:
        makers["__eq__"] = partial(_make_comparison, "__eq__", "==")
    if eq and frozen:
        makers["__hash__"] = _make_hash
    if order:
        makers |= {name: partial(_make_comparison, name, symbol) for name, symbol in _COMPARISONS.items()}
    return makers


def _collect_fields(cls: Any) -> dict[str, _Field]:
    """The fields of a class, those of its bases first; defaults are left in it, as attributes."""
    fields: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= vars(base).get("_record_fields_", {})
    for name, annotation in cls.__annotations__.items():
        given = vars(cls).get(name, _MISSING)
        each = given if isinstance(given, _Field) else _Field(default=given)
        if each.default.__class__.__hash__ is None:
            raise ValueError(f"mutable default {type(each.default)} for field {name} is not allowed")
        each.name, each.type = name, annotation
        fields[name] = each
        if given is each:
            if each.default is _MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, each.default)
    return fields


def _with_slots(cls: Any, fields: Mapping[str, _Field]) -> Any:
    """The same class with slots for its fields: they are given when a class is created."""
    inherited = {name for base in cls.__mro__[1:-1] for name in vars(base).get("__slots__", ())}
    left_out = {*fields, "__dict__", "__weakref__"}
    namespace = {name: value for name, value in vars(cls).items() if name not in left_out}
    namespace["__slots__"] = tuple(name for name in fields if name not in inherited)
    remade = type(cls)(cls.__name__, cls.__bases__, namespace)
    remade.__qualname__ = cls.__qualname__
    return remade


def _make_init(cls: Any, *, frozen: bool, slots: bool) -> FunctionType:
    parameters, body = [], []
    names: dict[str, Any] = {"_MISSING": _MISSING, "_set": object.__setattr__}
    for name, each in cls._record_fields_.items():
        value = name
        if each.default_factory is not _MISSING:
            names[f"_make_{name}"] = each.default_factory
            value = f"_make_{name}()" + f" if {name} is _MISSING else {name}" * each.init
            default = "=_MISSING"
        elif each.default is not _MISSING:
            names[f"_default_{name}"] = each.default
            value = name if each.init else f"_default_{name}"
            default = f"=_default_{name}"
        else:
            default = ""
        if each.init:
            parameters.append(f", {name}{default}")
        elif not default:
            continue
        if frozen and slots:
            names[f"_set_{name}"] = getattr(cls, name).__set__
            body.append(f" _set_{name}(self, {value})\n")
        elif frozen:
            body.append(f" _set(self, '{name}', {value})\n")
        else:
            body.append(f" self.{name} = {value}\n")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()\n")
    init = _compile(cls, "__init__", f"(self{''.join(parameters)})", "".join(body) or " pass", names)
    annotations = {name: each.type for name, each in cls._record_fields_.items() if each.init}
    init.__annotations__ = {**annotations, "return": None}
    return init


def _make_comparison(name: str, symbol: str, cls: Any) -> FunctionType:
    body = (
        f" if other.__class__ is self.__class__:\n"
        f"  return {_values_of(cls, 'self')} {symbol} {_values_of(cls, 'other')}\n return NotImplemented"
    )
    return _compile(cls, name, "(self, other)", body, {})


def _make_hash(cls: Any) -> FunctionType:
    return _compile(cls, "__hash__", "(self)", f" return hash({_values_of(cls, 'self')})", {})


def _values_of(cls: Any, record: str) -> str:
    """A tuple of the values that are compared, as source text."""
    return f"({''.join(f'{record}.{name},' for name, each in cls._record_fields_.items() if each.compare)})"


def _compile(cls: Any, name: str, parameters: str, body: str, names: dict[str, Any]) -> FunctionType:
    exec(f"def {name}{parameters}:\n{body}", names)  # noqa: S102 - of the names of fields
    method: FunctionType = names[name]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    method.__module__ = cls.__module__
    return method


def _of_standard(name: str, cls: Any, *, frozen: bool) -> object:
    """An attribute that the standard library gives a class of the same fields."""
    from dataclasses import field, make_dataclass

    fields = [(each, one.type, field(**_options(one))) for each, one in cls._record_fields_.items()]
    made = make_dataclass(cls.__name__, fields, init=False, repr=False, eq=False, frozen=frozen)
    return getattr(made, name)


def _options(field: _Field) -> dict[str, Any]:
    options = {name: getattr(field, name) for name in ("default", "default_factory", "init", "repr", "compare")}
    return {name: value for name, value in options.items() if value is not _MISSING}


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, each in self._record_fields_.items() if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *values: object) -> None:
    if name not in self._record_fields_ and "_record_fields_" not in vars(type(self)):
        # What a subclass that is no dataclass has of its own.
        (object.__setattr__ if values else object.__delattr__)(self, name, *values)
        return
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self._record_fields_]


def _set_state(self: Any, state: Iterable[Any]) -> None:
    for name, value in zip(self._record_fields_, state, strict=True):
        object.__setattr__(self, name, value)


def _replace(record: T, /, **changes: Any) -> T:
    fields: Mapping[str, _Field] | None = vars(type(record)).get("_record_fields_")
    if fields is None:
        # A class of another library, as Textual's themes.
        import dataclasses

        return dataclasses.replace(record, **changes)  # type: ignore[type-var]
    for name, each in fields.items():
        if each.init and name not in changes:
            changes[name] = getattr(record, name)
    return record.__class__(**changes)


def _fields(record: Any) -> tuple[_Field, ...]:
    return tuple(record._record_fields_.values())


def _is_dataclass(record: object) -> bool:
    return hasattr(record, "_record_fields_")


def _asdict(value: Any) -> Any:
    if _is_dataclass(value):
        return {name: _asdict(getattr(value, name)) for name in value._record_fields_}
    if isinstance(value, Mapping):
        return {key: _asdict(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(map(_asdict, value))
    return value


if TYPE_CHECKING:
    from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace
    asdict, fields, is_dataclass = _asdict, _fields, _is_dataclass

__all__ = ["asdict", "dataclass", "field", "fields", "is_dataclass", "replace"]
