"""What articles in a list have and comments do not: the classes of articles, and comments of their own."""

import re

from bs4 import Tag

from threadreader.importer.records.vocabulary import COMMENTS, HEADINGS
from threadreader.importer.selector import Attributes, attribute, classes
from threadreader.importer.wording import counted, says_none

_ARTICLE = re.compile(
    r"^(?:type-post|blogbody|blog-?(?:post|entry)|post-excerpt|seemore|read-?more|more-link)$", re.IGNORECASE
)
_TITLE = re.compile(r"^(?:entry|post)-?title$", re.IGNORECASE)
_ITEM = re.compile(r"/(?:Blog|News)?(?:Posting|Article)$")
_OTHER = re.compile(r"^type-(?!post)|repl(?:y|ies)", re.IGNORECASE)
"""What forums make of posts is of another type."""

_LINK = "comments-link"
"""What WordPress calls a link to the comments of an article, and what stands there where nobody may write any."""

_ITEMS = Attributes("itemtype")


def is_of_article(tag: Tag) -> bool:
    """Whether a tag is an article, or what is called the title of one or its link to comments."""
    own = classes(tag)
    if any(map(_ARTICLE.match, own)) or ("hentry" in own and not any(map(_OTHER.search, own))):
        return True
    if tag.name in HEADINGS and any(map(_TITLE.match, own)):
        return True
    if tag.name != "a" and _LINK in own:
        return True
    return any(map(_ITEM.search, _ITEMS.values(tag)))


def leads_to_comments(link: Tag) -> bool:
    """Whether a short link is one to comments on another page, and says how many there are."""
    href = attribute(link, "href")
    if not href or href.startswith(("#", "javascript:")):
        return False
    words = link.get_text(" ").strip()
    return bool(COMMENTS.search(words)) and (counted(words) is not None or says_none(words))
