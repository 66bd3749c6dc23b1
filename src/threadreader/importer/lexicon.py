"""Patterns for what sites print around comments and for the names in their markup, compiled from the lexicon.

The words are in `lexicon.toml`, by concept and language; here is how those of a concept become a pattern.
"""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.html.selector import Attributes, attribute, classes, hyphenate
from threadreader.importer.html.tree import ElementSignature, signature_of
from threadreader.lexicon import alternatives, compile_lazily, word_set

# Names of comments and replies, and of what has to do with them; also headings over comments.
COMMENT = compile_lazily(alternatives("comment_names"), re.IGNORECASE)

# Title of a guestbook.
SEARCH_RESULTS = compile_lazily(alternatives("search_results"), re.IGNORECASE)
GUESTBOOK = compile_lazily(alternatives("guestbook"), re.IGNORECASE)

# A reporting verb or the label of a name, in the first words of a comment.
ATTRIBUTION = compile_lazily(
    rf"(?<!\w)(?:{alternatives('reporting_verbs', 'reporting_verbs_over_body')})(?!\w)"
    rf"|(?<!\w)(?:{alternatives('name_label', 'name_label_over_body')})(?:\s*/\s*\w+)?\s*:",
    re.IGNORECASE,
)

# Names of lists of comments.
COMMENTS = compile_lazily(alternatives("comment_list_names"), re.IGNORECASE)

POST = compile_lazily(alternatives("post_names"), re.IGNORECASE)

# Names of lists of other things than comments.
ASIDE = compile_lazily(
    r"recent|latest|side-?bar|widget|related|popular|trending|teaser|(?<![a-z])nav|menu|footer|breadcrumb|archive|"
    r"tag-?cloud|newest|blogroll|carousel|slider|ticker|similar|promo|refer|cite|gallery|pagination|toc(?![a-z])|"
    r"headlines|most-?read",
    re.IGNORECASE,
)

# Links and buttons of a comment.
ACTION = compile_lazily(
    rf"\b(?:{alternatives('any_action', cjk=False)})|{alternatives('any_action', cjk=True)}", re.IGNORECASE
)

# Names of topics and of articles, and parts of their addresses, where a page lists them.
TOPIC = compile_lazily(alternatives("topic_names"), re.IGNORECASE)
LISTED_ARTICLE = compile_lazily(alternatives("article_names"), re.IGNORECASE)

# Names of answers, and of reviews of a product or place: none is what a thread begins with.
_REVIEW = compile_lazily(r"(?:^|[-_/\s])(?:reviews?|answers?)(?:$|[-_\s])", re.IGNORECASE)

# Names of the opening post of a thread.
OPENING = compile_lazily(
    r"(?:^|[-_])(?:op|question|(?:comment|post)-first|opener|original|starter|first-?post|topic-?start(?:er)?|thread-?start(?:er)?)(?:$|[-_])",
    re.IGNORECASE,
)

# Headings over comments on other pages.
RECENT = compile_lazily(alternatives("recent"), re.IGNORECASE)
ADVERTISEMENT = compile_lazily(rf"\W*(?:{alternatives('advertisement')})\W*", re.IGNORECASE)

_BY, _ON_DATE = alternatives("by"), alternatives("on_date")
# Text before the name in a byline, and after it.
BYLINE_LEAD = compile_lazily(
    rf"^(?:\d{{1,4}}\s?[.)]\s+)?(?:(?:[^\W\d_]+\s+)?(?:{_ON_DATE})\W+(?=(?:{_BY})\s))?"
    rf"(?:(?:{_BY}|{alternatives('by_in_byline')})\s+"
    rf"|(?:{alternatives('posted_by', 'posted_by_in_byline')})\s*:?\s+)",
    re.IGNORECASE,
)
BYLINE_TRAIL = compile_lazily(
    rf"\s*(?:{alternatives('reporting_verbs', 'reporting_verbs_in_byline')}|:|\.{{3}}|…)+\s*:?\s*$"
    rf"|\s+(?:{_ON_DATE}|{alternatives('at_time')}|[\u2014\u2013-]|\|)\s*$",
    re.IGNORECASE,
)
# The label of a name, as in entries that are filled in forms and in the lines over posts: "3 Name: Ann Date: ...".
NAME_LABEL = compile_lazily(
    rf"(?<!\S)(?:{alternatives('name_label', 'name_label_in_form', 'name_label_over_body')})\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
BYLINE_AFFIX = compile_lazily(f"{BYLINE_LEAD.pattern}|{BYLINE_TRAIL.pattern}|{NAME_LABEL.pattern}", re.IGNORECASE)

# What sites put behind a name that nobody has proved to be theirs.
UNVERIFIED = compile_lazily(rf"\s*[(\[\uff08](?:{alternatives('unverified')})[)\]\uff09]\.?$", re.IGNORECASE)

# Lines with a time at which nothing was written.
JOINED_OR_EDITED = compile_lazily(alternatives("joined_or_edited"), re.IGNORECASE)

# Text right before the time at which somebody became a member.
JOINED = compile_lazily(rf"(?:{alternatives('joined')})\w*(?:\s+\w{{1,6}})?[\s:,\uff1a]*$", re.IGNORECASE)

# Text before the time at which a comment was changed, perhaps by somebody else.
EDITED = compile_lazily(alternatives("edited"), re.IGNORECASE)

# Links from a comment to its parent, and text before them.
TO_PARENT = compile_lazily(alternatives("replying_to"), re.IGNORECASE)


_NAME = compile_lazily(
    # What says whether somebody is there is no name, nor is what somebody wrote.
    rf"(?:^|[-_\s])(?:{alternatives('author_names')})(?:$|[\s\d](?!o(?:n|ff)line)"
    r"|[-_](?!o(?:n|ff)line|(?:content|message|comment|post|body)(?:$|[-_\s])))"
    r"|(?:^|[-_\s])(?:name|by|member|profile|owner|who|cite)\d*(?:$|\s)",
    re.IGNORECASE,
)
_PROFILE = compile_lazily(
    rf"(?:^|[/?&.])(?:{alternatives('profile_paths')})(?:[/=?.-]|$)|/[~@]"
    r"|[=;&](?:view)?pro(?:file)?(?:[;&]|$)"
    # What is done to somebody, as sending a message, is no profile.
    r"|^(?!.*[?&;](?:ac|op|action)=).*[?&;](?:showuser|lookup|uid|user_id|userid)=\d",
    re.IGNORECASE,
)
_CREDIT = compile_lazily(rf"(?:{alternatives('posted_by', 'posted_by_before_link')})\s*:?\s*$", re.IGNORECASE)
_MAX_CREDIT_CHARS = 30  # before a name: the longest phrase has half of it, and spaces of the source may follow
_CREDITED_TAGS = frozenset(("a", "b", "strong", "i", "em", "span", "font", "cite"))
_BADGE = compile_lazily(
    r"^(?:small|label|rank|role|op)$|badge|^is-?(?:author|mod|op)|grade\d*$"
    r"|(?:post|by)-?author$|(?:author|user)-?(?:label|tag|rank|role|title)$",
    re.IGNORECASE,
)
_DIGITS = compile_lazily(r"\d+")
_NAME_ATTRIBUTES = Attributes("id", "itemtype", "itemprop", "data-testid")
_AUTHOR_ATTRIBUTES = Attributes("href", "itemprop", "rel", "id")


def names_of(element: Tag) -> Iterator[str]:
    """Yield the classes of an element and its other names."""
    yield from classes(element)
    yield from _NAME_ATTRIBUTES.values(element)


def is_named_comment(element: Tag) -> bool:
    """True if an element is named after comments."""
    return any(map(COMMENT.search, names_of(element)))


def is_role_name(name: str) -> bool:
    """True if a class or id says that something is comments or posts, or names somebody."""
    return any(words.search(name) for words in (COMMENT, COMMENTS, POST)) or _is_name(name)


def is_named_opening(element: Tag) -> bool:
    """True if an element is named after the opening post."""
    return any(OPENING.search(hyphenate(name)) for name in (*classes(element), attribute(element, "id") or ""))


def is_named_review(element: Tag) -> bool:
    """True if an element, or the one that it is in, is named after reviews or answers."""
    near = (element, element.parent) if element.parent is not None else (element,)
    return any(_REVIEW.search(hyphenate(name)) for each in near for name in names_of(each))


def is_marked_as_name(element: Tag) -> bool:
    """True if the class, tag name or address of an element, or the text before it, mark it as somebody's name."""
    signature = signature_of(element)
    known: tuple[bool, bool] | None = signature.memo.get(is_marked_as_name)
    if known is None:
        is_marked = element.name == "cite" or _is_name(" ".join(signature.classes or ()))
        may_be = element.name in _CREDITED_TAGS or bool(_AUTHOR_ATTRIBUTES.of(element))
        known = signature.memo[is_marked_as_name] = is_marked, may_be
    is_marked, may_be = known
    return is_marked or (may_be and (_has_author_attribute(element) or _follows_credit(element)))


def is_badge(element: Tag) -> bool:
    """True if an element next to a name is a badge: author of the article, moderator, rank."""
    return any(map(_BADGE.search, signature_of(element).classes or ()))


# Classes that tell a comment from its neighbours, and not what it is.
_VOLATILE = frozenset(("even", "odd", "alt", "first", "last", "active", "current"))


def folded(text: str) -> str:
    """A class name or id with its numbers made 0, equal for the parts of one thread."""
    return _DIGITS.sub("0", text)


def stable_label(signature: ElementSignature) -> str:
    """Name and classes of elements that are of one kind: "div.post", whichever number or stripe each has."""
    known = signature.memo.get(stable_label)
    if known is None:
        words = sorted({folded(word) for word in signature.classes or ()} - _VOLATILE)
        known = signature.memo[stable_label] = ".".join((signature.name, *words))
    return str(known)


def _has_author_attribute(element: Tag) -> bool:
    marked = _AUTHOR_ATTRIBUTES.of(element)
    if not marked:
        return False
    href = attribute(element, "href") if element.name == "a" else None
    if href and _PROFILE.search(href):
        return True
    return any(_is_name(attribute(element, name) or "") for name in marked if name != "href")


def _follows_credit(element: Tag) -> bool:
    before = element.previous_sibling if element.name in _CREDITED_TAGS else None
    if not isinstance(before, NavigableString) or before.isspace():
        return False
    return _CREDIT.search(before[-_MAX_CREDIT_CHARS:]) is not None


def _is_name(names: str) -> bool:
    return bool(_NAME.search(hyphenate(names)))


# Pattern of what comments are called, in languages with spaces.
COMMENT_NOUNS = rf"(?:top[- ]level )?(?:{alternatives('comments', cjk=False)})"

_NONE = compile_lazily(
    rf"\W*+(?:(?:(?:{alternatives('none_there')})\s+){{0,3}}(?:{alternatives('none')})\s+{COMMENT_NOUNS}"
    rf"(?:\s+(?:{alternatives('none_yet')})\b.*)?\W*$"
    rf"|{alternatives('no_comments')}|{alternatives('be_first')})",
    re.IGNORECASE,
)
_NO_COMMENTS_NAME = compile_lazily(r"(?:^|[-_])(?:no|zero)[-_]?comments?(?:[-_]yet)?$", re.IGNORECASE)
_NUMBER = r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?!\d)|\d+"


def _counting(concept: str) -> re.Pattern[str]:
    """Pattern of a number and what it counts, in this order or the other."""
    noun, cjk = f"(?:top[- ]level )?(?:{alternatives(concept, cjk=False)})", alternatives(concept, cjk=True)
    return compile_lazily(
        rf"(?<![\w.,/-])(?P<before>{_NUMBER})\s+(?!posts)(?:{noun})(?!\w|\s*[(\[]\d)"
        rf"|(?<!\w)(?!posts)(?:{noun})(?:\s*[(:\[]\s*|\s+(?=[\d.,]+\W*$))(?P<behind>{_NUMBER})"
        rf"|(?:{cjk})\s*[数數]?\s*[(\uff08:\uff1a\[]?\s*(?P<cjk>{_NUMBER})"
        rf"|(?<![a-z\d_.,])(?P<ahead>{_NUMBER})\s*[件条條則则个個개]?[の의]?\s*(?:{cjk})",
        re.IGNORECASE,
    )


_COUNTED, _COUNTED_REVIEWS = _counting("comments"), _counting("reviews")
_THOUSANDS = compile_lazily(rf"\d[.,]?\d?\s?(?:{alternatives('thousands')})", re.IGNORECASE)
_REMOVED_BY, _REMOVED_BY_ELIDED = alternatives("removed_by"), alternatives("removed_by_elided")
_BARE_NOTICE = compile_lazily(rf"\W*(?:{alternatives('removed_in_brackets')})\W*", re.IGNORECASE)
_REMOVED = compile_lazily(
    rf"[\[*](?:{alternatives('removed_in_brackets')})[\]*]|"
    + alternatives("removed").replace("BY", rf"(?: (?:{_REMOVED_BY}|{_REMOVED_BY_ELIDED}) .{{1,60}})?"),
    re.IGNORECASE,
)
_AGENT = compile_lazily(
    rf"\b(?:{_REMOVED_BY})\s|\b(?:{_REMOVED_BY_ELIDED})|(?:{alternatives('removed_end')})[\s.,]", re.IGNORECASE
)
# Reasons that authors give for the removal of a comment, and sites do not.
_REASON = compile_lazily(rf"\b(?:{alternatives('removed_why')})\b", re.IGNORECASE)

_SITE_STAFF = compile_lazily(alternatives("removed_by_site"), re.IGNORECASE)
_PROSE = compile_lazily(r"[,;:!?]|\.\s")
# Signs at the ends of a removal notice.
_BRACKETS = " .!\u3002\t\n"


_COMMENTS_HEADING = compile_lazily(
    rf"\W*(?:\d+\s+|leave an? )?(?:{alternatives('comments')}|{alternatives('reviews')})\W*(?:& comments)?\W*\d*\W*",
    re.IGNORECASE,
)


def is_comments_heading(text: str) -> bool:
    """True for a heading that says only that comments or reviews follow, and perhaps how many."""
    return _COMMENTS_HEADING.fullmatch(text) is not None


def is_removal_notice(text: str, *, has_author: bool = False) -> bool:
    """True if a text is what a site puts where it has removed a comment.

    Authors write such lines too, with a reason; where the comment `has_author`, only those that name the site's staff
    or rules are notices.
    """
    line = text.strip(_BRACKETS)
    inner = line[1:-1].strip(_BRACKETS) if line[:1] + line[-1:] in ("[]", "()", "**") else line
    if not (_REMOVED.fullmatch(line) or _REMOVED.fullmatch(inner)):
        return False
    agent = _AGENT.search(inner)
    if agent is None:
        return True
    is_of_site = _SITE_STAFF.search(inner) is not None and _PROSE.search(inner) is None
    return is_of_site or not (has_author or _REASON.search(inner, agent.start()))


def is_bare_notice(text: str) -> bool:
    """True for a notice of removal that says nothing else: "[deleted]"."""
    return _BARE_NOTICE.fullmatch(text) is not None


def is_no_comments_notice(text: str) -> bool:
    """True for the line of a page without comments, which often asks for the first one."""
    return _NONE.match(text) is not None


def is_no_comments_name(name: str) -> bool:
    """True for a class that marks an empty list of comments."""
    return _NO_COMMENTS_NAME.search(name) is not None


def counted(text: str, *, reviews: bool = False) -> str | None:
    """The number of comments in a line with other text, as it is written, or that of `reviews`; None without one."""
    match = (_COUNTED_REVIEWS if reviews else _COUNTED).search(text)
    return next(filter(None, match.groups()), None) if match else None


def is_rounded_count(text: str) -> bool:
    """True for a line that counts in thousands, and so gives no exact number."""
    return _THOUSANDS.search(text) is not None


_NOUN = compile_lazily(rf"{COMMENT_NOUNS}|{alternatives('comments_to_load')}", re.IGNORECASE)
_MORE, _ALL, _VERBS, _FILLERS = map(word_set, ("load_more", "load_all", "load_verbs", "load_fillers"))
_MAX_LABEL_WORDS = 7  # a sentence made of nothing but such words is no label
_WORD = compile_lazily(r"[^\W\d_]+")
_MORE_CJK = compile_lazily(alternatives("load_more_phrases"))


def asks_for_more(label: str) -> bool:
    """True for the label of a control that loads more comments: "more", or "all" or "older" with a verb."""
    if _MORE_CJK.search(label):
        return True
    words = [word.casefold() for word in _WORD.findall(label)]
    if not words or len(words) > _MAX_LABEL_WORDS or not any(map(_NOUN.fullmatch, words)):
        return False
    rest = {word for word in words if not _NOUN.fullmatch(word)}
    if not rest <= _MORE | _ALL | _VERBS | _FILLERS:
        return False
    return not rest.isdisjoint(_MORE) or not (rest.isdisjoint(_ALL) or rest.isdisjoint(_VERBS))
