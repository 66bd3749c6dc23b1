"""What sites put between the words of an article that is not of it: advertisements, letters to order, other stories."""

import re
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.selector import attribute, hyphened
from threadreader.importer.soup import first_in, shape_of

_BOX = (
    r"(?:[-_]+(?:box|bar|block|banner|buttons?|btns?|icons?|links?|list|items?|widget|wrap(?:per)?|container|area|section"
    r"|tools?|toolbar|label|unit|slot|shar(?:e|ing)|media|nav|menu|follow|this|notice|consent|popup|module|row|inner|top"
    r"|bottom|left|right|center|inline|facebook|twitter|email|post|article|\d+))+"
)
"""What of a page is called so is a box, whatever stands before it; without that it may be what an article is about."""

_ASIDE = re.compile(
    r"(?:related|newsletter|sign-?up|subscri(?:be|ption)|advert(?:s|isement|ising)?|adsense|ad-?slot|sponsored"
    r"|about-?(?:the-?)?author|author-?(?:bio|box|info|card|about|description)|paywall|recommend(?:ed|ations)"
    r"|outbrain|taboola|read-?(?:more|also|next)|see-?also|more-?stories|also-?like|to-?comments"
    r"|tag-?(?:cloud|list|links)|(?:post|entry|article)-?tags|post-?bottom-?meta)(?:$|[-_].*)"
    rf"|(?:ads?|shar(?:e|ing)|social|cookies?|promo|tags)(?:{_BOX})?"
    r"|(?:.*[-_])?(?:related|share|sharing|read-?also|newsletter|newsletter-?signup.*|advert|advertisement|ads|adspot.*"
    r"|ad-(?:label|unit|slot|wrap(?:per)?|container))",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:tag|category|topic|has|no)[-_]", re.IGNORECASE)
_WHOLE = frozenset(("article", "main", "body", "html", "section"))
_POST = frozenset(("hentry", "post", "h-entry"))
_MOST = 800
"""What is beside an article has no more letters than this."""

_MOST_NODES = 100
_PAST = re.compile(r"(?:^#|[-_])(?:after|skip|past|continues?|end)(?:\d{0,3}$|[-_])", re.IGNORECASE)
"""Where links past an advertisement lead, or past a player that nobody hears; others may be a list of contents."""

_DOWN = re.compile(r"#(?:comments?|respond|disqus_thread|reply)$")
_ADVERTISED = re.compile(
    r"\W*(?:advertisement|sponsored|anzeige|werbung|publicité|publicidade?|pubblicità|reklama?|advertentie|реклама|広告|广告|廣告|광고)\W*",
    re.IGNORECASE,
)
_LINE, _LABEL, _FEW = 160, 25, 60
"""Letters of a line about the comments and of what stands before links to all of a subject; nodes of such lines."""

_LINES = frozenset(("p", "div", "ul", "span", "footer", "h5", "h6"))


def is_aside(tag: Tag) -> bool:
    """Whether a tag inside an article is not of it, by what it is called or where all of its links lead."""
    if _is_called_aside(tag) and _is_shorter(tag, _MOST):
        return True
    return tag.name in _LINES and (_only_leads_away(tag) or _is_label(tag))


def _is_called_aside(tag: Tag) -> bool:
    shape = shape_of(tag)
    known = shape.memo.get(is_aside)
    if known is None:
        words = shape.classes or ()
        known = shape.memo[is_aside] = (
            tag.name not in _WHOLE and _POST.isdisjoint(words) and any(map(_names_aside, words))
        )
    return bool(known)


def _names_aside(word: str) -> bool:
    return _NOT.match(word) is None and _ASIDE.fullmatch(hyphened(word)) is not None


def _is_label(tag: Tag) -> bool:
    """Whether a line only says that an advertisement is beside it."""
    only = tag.contents[0] if len(tag.contents) == 1 else None
    return type(only) is NavigableString and len(only) < _LABEL and _ADVERTISED.fullmatch(only.strip()) is not None


def _only_leads_away(tag: Tag) -> bool:
    """Whether a line only has links down to the comments, or to all with a subject, each in it or in an item of it."""
    links, beside, size = [], 0, 0
    for child in islice(tag.contents, _FEW):
        inner = _link_in(child) if isinstance(child, Tag) else None
        if inner is not None:
            links.append(inner)
            size += len(inner.get_text()) if _is_shorter(inner, _LINE) else _LINE
        elif isinstance(child, Tag):
            if not _is_shorter(child, _LABEL):
                return False
            beside += len(child.get_text().strip())
        elif type(child) is NavigableString:
            beside += len(child.strip(" \t\r\n,;|\u00b7\u2022"))
    if not links or len(tag.contents) > _FEW:
        return False
    if tag.name == "p" and len(links) == 1 and size > _LABEL // 2 and not beside:
        href = attribute(links[0], "href") or ""
        return href.startswith("#") and _PAST.search(href) is not None
    if all("tag" in (attribute(link, "rel") or "").split() for link in links):
        return 0 < beside <= _LABEL
    return size + beside <= _LINE and all(_DOWN.search(attribute(link, "href") or "") for link in links)


def _link_in(child: Tag) -> Tag | None:
    """The link that a child is, or the only thing in it."""
    if child.name == "a":
        return child
    inner = [node for node in child.contents[:3] if isinstance(node, Tag)]
    return inner[0] if child.name == "li" and len(inner) == 1 and inner[0].name == "a" else None


def _is_shorter(tag: Tag, most: int) -> bool:
    """Whether there are few letters in a tag; one with many nodes is taken to have more, lest deep ones take long."""
    nodes = list(first_in(tag, _MOST_NODES))
    letters = sum(len(node.strip()) for node in nodes if isinstance(node, NavigableString))
    return len(nodes) < _MOST_NODES and letters <= most
