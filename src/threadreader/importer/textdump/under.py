"""Times that stand alone under the words of each comment, with what one can do with it: old Blogger has them there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from threadreader.importer.records.times import times_in
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.records import Record
from threadreader.importer.textdump.stamps import plain_figures
from threadreader.importer.textdump.surroundings import is_answer

_MOST, _FEW = 0.6, 0.1
_LONGEST = 80
_PICTURE = re.compile(r"\[[^\[\]]{0,30}\]")


def with_times_under(lines: Lines, records: Sequence[Record]) -> list[Record]:
    """The same records; where most have a time under their words and hardly any one over them, with and without it."""
    if sum(record.head.when is not None for record in records) > _FEW * len(records):
        return list(records)
    found = [None if record.head.when else _time_under(lines, record) for record in records]
    if sum(each is not None for each in found) < _MOST * len(records):
        return list(records)
    return [
        record if each is None else replace(record, end=each[0], head=replace(record.head, when=each[1]))
        for record, each in zip(records, found, strict=True)
    ]


def _time_under(lines: Lines, record: Record) -> tuple[int, str] | None:
    """The last line with words that is none to answer by, where it says when and nothing else, and what it says."""
    for place in range(record.end - 1, record.start - 1, -1):
        text = plain_figures(lines.all[place].text)
        if not any(map(str.isalnum, text)) or is_answer(text):
            continue
        times = times_in(text) if len(text) <= _LONGEST else []
        rest = _PICTURE.sub("", f"{text[: times[0].start()]} {text[times[-1].end() :]}") if times else text
        is_time = not any(map(str.isalnum, rest)) or is_answer(rest.strip())
        return (place, times[0][0].strip()) if times and is_time else None
    return None
