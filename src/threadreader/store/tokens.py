"""How text becomes words of the index, and what is searched for becomes an FTS5 expression.

SQLite tells words apart by what is not a letter, and so takes a whole sentence of Chinese or Japanese for one word.
Such a run is given to it in pairs of characters that overlap, with the last character by itself at the end.
"""

import re
import unicodedata

_RANGES = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_RANGES}]+")
_SPACED_LETTER = rf"[^\W_{_RANGES}]"
_TOKEN = re.compile(r"[^\W_]+")


def indexed_text(text: str) -> str:
    """Text as it is given to the index."""
    return text if text.isascii() else _UNSPACED.sub(lambda run: f" {_pairs(run[0])} ", text)


def expression(words: str, *, prefix: bool = False) -> str:
    """An FTS5 phrase that finds these words next to each other; "" where there is no word in them."""
    if not _TOKEN.search(words):
        return ""
    plain = _UNSPACED.sub(lambda run: f" {_wanted(run, words)} ", re.sub('["\0]', " ", words))
    last = _UNSPACED.search(words[-1:])
    alone = last is not None and len(last[0]) == 1 and not _UNSPACED.fullmatch(words[-2:-1])
    return f'"{" ".join(plain.split())}"' + ("*" if prefix or alone else "")


def pattern(words: str, *, prefix: bool = False) -> re.Pattern[str]:
    """What these words look like in folded text."""
    tokens = [filter(None, re.split(f"({_UNSPACED.pattern})", token)) for token in _TOKEN.findall(fold(words))]
    joined = r"[\W_]+".join(r"[\W_]*".join(map(re.escape, pieces)) for pieces in tokens)
    before = "" if _UNSPACED.match(words) else f"(?<!{_SPACED_LETTER})"
    after = "" if prefix or _UNSPACED.search(words[-1:]) else f"(?!{_SPACED_LETTER})"
    return re.compile(f"{before}{joined}{after}")


def fold(text: str) -> str:
    """Text without capitals and accents, each character in its place."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower() if char.isascii() else _fold_character(char) for char in text)


def _fold_character(char: str) -> str:
    low = unicodedata.normalize("NFD", char)[0].lower()
    return low if len(low) == 1 else char


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(len(run)))


def _wanted(run: re.Match[str], words: str) -> str:
    """The pairs of a run; the last character is a word by itself only where something follows it."""
    if run.end() == len(words) and len(run[0]) > 1:
        return _pairs(run[0]).rpartition(" ")[0]
    return _pairs(run[0])
