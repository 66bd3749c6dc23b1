"""Answers of sandboxed processes as bytes: JSON of declared types, with the byte strings behind it; never pickle.

The process that answers may have been taken over by the page that it reads. So what can be in an answer is declared
here, and each field is checked against its type as it is decoded: nothing but these records can come out.
"""

import builtins
import enum
import json
import math
import re
import struct
import sys
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from importlib import import_module
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from threadreader import errors
from threadreader.errors import ThreadreaderError

# The classes that an answer may be made of.
_RECORDS: Mapping[str, tuple[str, ...]] = {
    "threadreader.corpus.plan": ("Part", "Shard"),
    "threadreader.corpus.rows": ("PageRow", "PageRows"),
    "threadreader.corpus.shard": ("Outcome",),
    "threadreader.importer": ("Imported",),
    "threadreader.importer.choice": ("Candidate",),
    "threadreader.importer.choice.doubts": ("Code", "Doubt"),
    "threadreader.importer.container.warc": ("Extent",),
    "threadreader.importer.draft": ("Evidence",),
    "threadreader.library.files": ("InnerPage",),
    "threadreader.library.images": ("EncodedImage",),
    "threadreader.library.reading": ("OpenedPage",),
    "threadreader.model.blocks": (
        *("BlockQuote", "CodeBlock", "Heading", "Image", "ListBlock", "Paragraph", "Rule", "Table"),
        *("Marks", "Span"),
    ),
    "threadreader.model.page": ("Changes", "Note", "Page", "Paging", "Save"),
    "threadreader.model.quote": ("Anchor", "Method", "Quote", "QuoteIndex", "QuoteLink"),
    "threadreader.model.save": ("ParsedPage", "Versions"),
    "threadreader.model.stored_thread": ("Skeleton",),
    "threadreader.model.text": ("Moment",),
    "threadreader.model.thread": ("Article", "Author", "Comment", "CommentId", "Kind", "Status", "Thread"),
    "threadreader.store.addresses": ("AddressColumns",),
    "threadreader.store.saves": ("PackedBatch", "PackedThread"),
}

_HEAD = struct.Struct("<QI")  # bytes of JSON, and number of byte strings
_LENGTH = struct.Struct("<Q")
_MAX_INT = (1 << 63) - 1  # what the library can store

_MISMATCHES = (ValueError, TypeError, LookupError, RecursionError, struct.error)


class AnswerError(Exception):
    """An answer that is not of the declared type."""


def encode(value: object, form: object) -> bytes:
    """Encode a value of a declared type."""
    return b"".join(encode_in_pieces(value, form))


def encode_in_pieces(value: object, form: object) -> list[bytes]:
    """The same in pieces to be written one after the other: the byte strings of a large page are not copied."""
    blobs: list[bytes] = []
    plain = json.dumps(_codec(form).dump(value, blobs), ensure_ascii=False, separators=(",", ":"), check_circular=False)
    text = plain.encode("utf-8", "surrogatepass")
    lengths = b"".join(_LENGTH.pack(len(blob)) for blob in blobs)
    return [_HEAD.pack(len(text), len(blobs)) + lengths, text, *blobs]


def decode(data: bytes | memoryview, form: object) -> Any:
    """The inverse of `encode`. Raises AnswerError for anything that is not of the type."""
    try:
        text, blobs = _split(memoryview(data))
        return _codec(form).load(json.loads(text), blobs)
    except _MISMATCHES as problem:
        raise AnswerError(str(problem)) from problem


def _split(data: memoryview) -> tuple[str, Sequence[bytes]]:
    length, count = _HEAD.unpack_from(data)
    offset = _HEAD.size + count * _LENGTH.size
    if offset + length > len(data):
        raise ValueError("it ends too early")
    lengths = [_LENGTH.unpack_from(data, _HEAD.size + number * _LENGTH.size)[0] for number in range(count)]
    if offset + length + sum(lengths) != len(data):
        raise ValueError("it is not as long as it says")
    text = str(data[offset : offset + length], "utf-8", "surrogatepass")
    offset += length
    blobs = []
    for size in lengths:
        blobs.append(bytes(data[offset : offset + size]))
        offset += size
    return text, blobs


def encode_error(problem: Exception, trace: str) -> bytes:
    """Encode an exception; one that is no error for the user with where it comes from."""
    if isinstance(problem, ThreadreaderError):
        words = [type(problem).__name__, problem.subject, problem.trouble, problem.cure]
    else:
        words = ["", type(problem).__name__, str(problem), trace]
    return encode(tuple(words), tuple[str, ...])


def decode_error(data: bytes | memoryview) -> Exception:
    """The inverse of `encode_error`; of exceptions of other modules a RuntimeError. Raises AnswerError."""
    words = decode(data, tuple[str, ...])
    if len(words) != 4:  # noqa: PLR2004 - as they are encoded
        raise AnswerError("an error has four words")
    kind, name, message, trace = words
    if kind:
        error = getattr(errors, kind, None)
        if not (isinstance(error, type) and issubclass(error, ThreadreaderError)):
            raise AnswerError(f"there is no error {kind}")
        return error(name, message, trace)
    builtin = getattr(builtins, name, None)
    problem: Exception = RuntimeError(f"{name}: {message}")
    if isinstance(builtin, type) and issubclass(builtin, Exception) and not issubclass(builtin, UnicodeError):
        problem = builtin(message)
    problem.add_note(trace)
    return problem


Dump = Callable[[Any, list[bytes]], Any]
Load = Callable[[Any, Sequence[bytes]], Any]


class _Codec(Struct, frozen=True):
    """A pair of functions between a value and what JSON holds; byte strings go to a list, and their index to JSON."""

    dump: Dump
    load: Load


@cache
def _codec(form: Any) -> _Codec:
    """The codec of a type. Raises TypeError for one that is not declared."""
    if isinstance(form, typing.NewType):
        return _codec(form.__supertype__)
    if form in _PLAIN:
        return _plain_codec(form)
    if get_args(form):
        return _generic_codec(get_origin(form), get_args(form))
    if isinstance(form, type) and form.__name__ in _RECORDS.get(form.__module__, ()):
        return _enum_codec(form) if issubclass(form, enum.Enum) else _record_codec(form)
    raise TypeError(f"{form} is no part of an answer")


def _generic_codec(origin: Any, arguments: tuple[Any, ...]) -> _Codec:
    if origin in (Union, types.UnionType):
        return _union_codec(arguments)
    if origin is tuple and arguments[1:] != (...,):
        return _fixed_codec(arguments)
    if origin in _COLLECTIONS:
        return _collection_codec(_COLLECTIONS[origin], arguments[0])
    if origin is Mapping:
        pairs = _collection_codec(dict, tuple[arguments])  # type: ignore[valid-type] # a form like any
        return _Codec(lambda value, blobs: pairs.dump(value.items(), blobs), pairs.load)
    raise TypeError(f"{origin} is no part of an answer")


_PLAIN = frozenset({str, int, float, bool, types.NoneType, bytes, datetime, date})
_COLLECTIONS: Mapping[Any, Callable[[Any], Any]] = {tuple: tuple, Sequence: tuple, list: list, frozenset: frozenset}


def _check(value: Any, expected: type) -> Any:
    if type(value) is not expected:
        raise TypeError(f"{type(value).__name__} where {expected.__name__} is declared")
    return value


def _check_int(value: Any) -> int:
    number: int = _check(value, int)
    if not -_MAX_INT <= number <= _MAX_INT:
        raise ValueError("a number is too large")
    return number


def _check_float(value: Any) -> float:
    number: float = _check(value, float)
    if math.isnan(number):
        raise ValueError("a number is none")
    return number


def _check_index(value: Any) -> int:
    index: int = _check(value, int)
    if index < 0:
        raise ValueError("an index is negative")
    return index


def _plain_codec(form: Any) -> _Codec:
    if form is bytes:
        return _Codec(_add_blob, lambda plain, blobs: blobs[_check_index(plain)])
    if form in (datetime, date):
        # Each has a subclass or is one: exactly this one.
        return _Codec(lambda value, _: value.isoformat(), lambda plain, _: form.fromisoformat(_check(plain, str)))
    if form is int:
        return _Codec(lambda value, _: value, lambda plain, _: _check_int(plain))
    if form is float:
        return _Codec(lambda value, _: float(value), lambda plain, _: _check_float(plain))
    return _Codec(lambda value, _: value, lambda plain, _: _check(plain, form))


def _add_blob(value: bytes, blobs: list[bytes]) -> int:
    blobs.append(value)
    return len(blobs) - 1


def _union_codec(members: tuple[Any, ...]) -> _Codec:
    """Codec of a union by the exact class of the value; None is null, and two or more alternatives are numbered."""
    others = [member for member in members if member is not types.NoneType]
    if len(others) == len(members) - 1 == 1:
        one = _codec(others[0])
        return _Codec(
            lambda value, blobs: None if value is None else one.dump(value, blobs),
            lambda plain, blobs: None if plain is None else one.load(plain, blobs),
        )
    numbers = {member: number for number, member in enumerate(members)}

    def dump(value: Any, blobs: list[bytes]) -> Any:
        number = numbers[type(value)]
        return number, _codec(members[number]).dump(value, blobs)

    def load(plain: Any, blobs: Sequence[bytes]) -> Any:
        number, inner = _check(plain, list)
        return _codec(members[_check_index(number)]).load(inner, blobs)

    return _Codec(dump, load)


def _fixed_codec(forms: tuple[Any, ...]) -> _Codec:
    def dump(value: Any, blobs: list[bytes]) -> Any:
        return [_codec(form).dump(each, blobs) for form, each in zip(forms, value, strict=True)]

    def load(plain: Any, blobs: Sequence[bytes]) -> Any:
        return tuple([_codec(form).load(each, blobs) for form, each in zip(forms, _check(plain, list), strict=True)])

    return _Codec(dump, load)


def _collection_codec(make: Callable[[Any], Any], form: Any) -> _Codec:
    inner = _codec(form) if form not in (str, int) else None

    def dump(value: Any, blobs: list[bytes]) -> Any:
        return list(value) if inner is None else [inner.dump(each, blobs) for each in value]

    def load(plain: Any, blobs: Sequence[bytes]) -> Any:
        values = _check(plain, list)
        if inner is not None:
            return make([inner.load(each, blobs) for each in values])
        # Columns of a thread: as fast as it goes.
        for other in set(map(type, values)) - {form}:
            raise TypeError(f"{other.__name__} where {form.__name__} is declared")
        if form is int and values:
            _check_int(min(values))
            _check_int(max(values))
        return make(values)

    return _Codec(dump, load)


def _enum_codec(form: Any) -> _Codec:
    return _Codec(lambda value, _: value.value, lambda plain, _: form(_check(plain, type(next(iter(form)).value))))


def _record_codec(form: Any) -> _Codec:
    if not issubclass(form, Struct):
        raise TypeError(f"{form} is no record")
    record = _Record(form)
    return _Codec(record.dump, record.load)


class _Record:
    """A record as the list of its fields; their codecs are found at first use, since records hold each other."""

    def __init__(self, form: Any) -> None:
        self._form = form

    @cached_property
    def _fields(self) -> Sequence[tuple[str, Dump, Load]]:
        hints = get_type_hints(self._form, None, _named_records(self._form))
        codecs = {name: _codec(hints[name]) for name in self._form.__struct_fields__}
        return [(name, codec.dump, codec.load) for name, codec in codecs.items()]

    def dump(self, value: Any, blobs: list[bytes]) -> Any:
        return [dump(getattr(value, name), blobs) for name, dump, _ in self._fields]

    def load(self, plain: Any, blobs: Sequence[bytes]) -> Any:
        return self._form(
            *[load(each, blobs) for (_, _, load), each in zip(self._fields, _check(plain, list), strict=True)]
        )


def _named_records(form: Any) -> dict[str, Any]:
    """The records that annotations of a class name, also those that its module imports for types only."""
    named = {word for each in form.__annotations__.values() for word in re.findall(r"\w+", str(each))}
    return {
        name: getattr(sys.modules.get(module) or import_module(module), name)
        for module, names in _RECORDS.items()
        for name in named.intersection(names)
    }
