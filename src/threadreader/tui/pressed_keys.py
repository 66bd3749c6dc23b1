"""How keys are named as the terminal sends them."""

import string
import unicodedata

from textual import events
from textual.keys import KEY_NAME_REPLACEMENTS

_WITH_OPTION = {"\N{NOT EQUAL TO}": "alt+=", "\N{EN DASH}": "alt+-"}
"""What a Mac writes with its option key, which is also what Textual makes of escape and the key itself."""

_CHARACTERS = {
    KEY_NAME_REPLACEMENTS.get(name, name): character
    for character in string.punctuation
    for name in [unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")]
}


def key_name(event: events.Key) -> str:
    """The name of the key that was pressed."""
    *modifiers, last = event.key.split("+")
    if event.is_printable and event.character and event.character != " ":
        return _WITH_OPTION.get(event.character) or "+".join(["alt"] * ("alt" in modifiers) + [event.character])
    return "+".join([*modifiers, _CHARACTERS.get(last, last)])
