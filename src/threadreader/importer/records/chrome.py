"""What sites put beside the words of a comment, told by what it is called: links to answer, to share, a signature."""

import re

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.soup import first_in, shape_of

_NOT_WORDS = re.compile(
    r"^(?:tw-|is-)?hidden$|^raw-content$"
    r"|(?:^|[-_ ])(?:signature|sig|repl(?:y|ies)(?:[-_]?(?:link|button|to))?|share|sharing|vote|votes|voting|"
    r"rating|like|likes|report|flag|actions?|tool(?:bar|s)|edit(?:-link)?|controls?|buttons?|avatar|user-?pic|gravatar|"
    r"respond|sharedaddy|jp-likes|screen-reader-text|sr-only|visually-hidden|reactions?|moderat\w*|permalink)"
    r"(?:[-_]?(?:bar|links?|list|area|wrap|box|section))?$",
    re.IGNORECASE,
)
_REPLY = re.compile(r"repl(?:y|ies)$|respon[ds]e?s?$", re.IGNORECASE)
_PRESSED = 30
"""What is there to be pressed has no more characters than this."""

TO_PRESS = frozenset(("a", "button", "form"))
_LOOKED = 200
"""What is to be pressed is among so many nodes: replies may stand in replies, and each is looked through."""

_NOT_TAGS = frozenset(("form", "button", "nav", "select", "textarea", "input", "script"))


def is_not_words(tag: Tag) -> bool:
    """Whether a tag is what sites put beside the words of a comment: links to answer, to share, a signature."""
    shape = shape_of(tag)
    known = shape.memo.get(is_not_words)
    if known is None:
        known = tag.name in _NOT_TAGS or any(map(_NOT_WORDS.search, shape.classes or ()))
        shape.memo[is_not_words] = known
    return bool(known) and not _is_reply(tag)


def _is_reply(tag: Tag) -> bool:
    """Whether a tag that is called a reply is one, and no link to write one: it has words and nothing to press."""
    if not any(map(_REPLY.search, shape_of(tag).classes or ())):
        return False
    size = 0
    for node in first_in(tag, _LOOKED):
        if isinstance(node, Tag):
            if node.name in TO_PRESS:
                return False
        elif type(node) is NavigableString and size <= _PRESSED:
            size += len(node.strip())
    return size > _PRESSED
