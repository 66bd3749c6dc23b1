"""Answers of sandboxed processes as bytes: JSON that msgspec checks against a declared type; never pickle.

The process that answers may have been taken over by the page that it reads: nothing but values of the type come out.
"""

import builtins
import json
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec

from threadreader import errors
from threadreader.errors import ThreadreaderError
from threadreader.model.text import Time, parse_iso

# What records raise that check themselves, beside what msgspec raises.
_MISMATCHES = (msgspec.MsgspecError, ValueError, TypeError, LookupError, RecursionError)

_Error = tuple[str, str, str, str]
"""Name of an error of this program, "" for another one; then its subject, trouble and cure, or what else is known."""


class AnswerError(Exception):
    """An answer that is not of the declared type."""


def encode(value: object) -> bytes:
    """Encode a value. Lone surrogates, as in names of files that are no UTF-8, become question marks."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")


def decode(data: bytes | memoryview, form: object) -> Any:
    """The inverse of `encode` for a value of a type. Raises AnswerError for anything else."""
    try:
        return _decoder(form).decode(data)
    except _MISMATCHES as problem:
        raise AnswerError(str(problem)) from problem


@cache
def _decoder(form: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(form, dec_hook=_read_time)


def _read_time(form: object, plain: Any) -> datetime | date | None:
    if form is not Time or not isinstance(plain, str):
        raise TypeError(f"{plain!r:.80} is not a time")
    return parse_iso("", plain).at


def encode_error(problem: Exception, trace: str) -> bytes:
    """Encode an exception; one that is no error for the user with where it comes from."""
    if isinstance(problem, ThreadreaderError):
        return encode((type(problem).__name__, problem.subject, problem.trouble, problem.cure))
    return encode(("", type(problem).__name__, str(problem), trace))


def decode_error(data: bytes | memoryview) -> Exception:
    """The inverse of `encode_error`; of exceptions of other modules a RuntimeError. Raises AnswerError."""
    kind, name, message, trace = decode(data, _Error)
    if kind:
        error = getattr(errors, kind, None)
        if not (isinstance(error, type) and issubclass(error, ThreadreaderError)):
            raise AnswerError(f"unknown error {kind}")
        return error(name, message, trace)
    builtin = getattr(builtins, name, None)
    problem: Exception = RuntimeError(f"{name}: {message}")
    if isinstance(builtin, type) and issubclass(builtin, Exception) and not issubclass(builtin, UnicodeError):
        problem = builtin(message)
    problem.add_note(trace)
    return problem
