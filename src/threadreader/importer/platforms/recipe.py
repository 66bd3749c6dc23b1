"""Finding the parts of a page: the protocol that all adapters follow, and the recipe, an adapter of selectors."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol
from urllib.parse import unquote

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import is_first_page, with_opening
from threadreader.importer.completeness import declared_count, shown_count
from threadreader.importer.dates.find import machine_time
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft, Evidence, LeaveOut, nesting_levels, parents_by_depth
from threadreader.importer.html.region import (
    Region,
    add_following_siblings,
    excluding_nested,
    is_blank,
    link_of,
    read_metadata,
    split_regions,
)
from threadreader.importer.html.selector import Selectors, attribute, matcher
from threadreader.importer.pagination import read_paging
from threadreader.importer.platforms.fields import LEFT_OUT, Parts, adjacent_time, adjacent_words, find_parts
from threadreader.model.thread import Kind, Status

_SPACING = frozenset(("style", "width", "indent"))
"""Attributes that say how far something is moved in."""


class Adapter(Protocol):
    """Finds the article and the comments on the pages of one platform. It never orders, cleans or dates them."""

    @property
    def name(self) -> str:
        """The name of the platform, as notes and the JSON export give it."""
        ...

    @property
    def tells(self) -> Mapping[str, int]:
        """Selectors of what only pages of this platform have, with what each adds to the certainty, of 100.

        An adapter without any reads every page, as the last resort.
        """
        ...

    def extract(self, document: Document) -> Draft:
        """The parts of the page; LookupError, AttributeError, TypeError or ValueError where it makes no sense."""
        ...


class Pattern(Struct, frozen=True):
    """The part of an attribute that matters: the first group of `pattern`, with `prefix` put before it.

    The attribute, or several with a space between, is of the comment's own element, or else of the tag that the
    selector `inside` chooses in it. What has no such part is `otherwise`.
    """

    attribute: str
    pattern: str = r"(.+)"
    prefix: str = ""
    inside: str = ""
    otherwise: str | None = None

    def read(self, tag: Tag) -> str | None:
        """The part, `otherwise` where the tag does not have it."""
        value = " ".join(filter(None, (attribute(tag, name) for name in self.attribute.split())))
        found = re.search(self.pattern, value) if value else None
        return self.prefix + found[1] if found else self.otherwise


class Recipe(Struct, frozen=True, dict=True):
    """An adapter made of CSS selectors.

    `comment` chooses the elements that are one comment each, of these with `holding` only those that have such a tag as
    a child or grandchild; with `spread` a comment goes on in the elements after it. The other selectors choose parts
    inside it (each may end in ` @attribute`), alternatives in order of preference. A comment's parent is the one that
    `parent` names, else the last one less deep, where `depth` gives a number or `indent` chooses what is around deeper
    ones once a level, else the comment that contains it where `nested` is set. `statuses` and `kinds` are selectors on
    the element or inside it. `more` are the parts that follow the body and belong to it, like attachments. Where no tag
    holds the words alone, so that there is no `body`, they are what stands beside the author and the time.

    The time is in the first of the tags `when` that `when_words` fits, in its first group; so is the author. A comment
    without a `key` is called as the empty anchor right before it. `count` is where the page says how many comments
    there are, if not in the heading over them; with `is_all` a page that shows none has none. What `listing` chooses
    marks a page that lists threads: where it shows no comments it has none, whatever looks like some. With `opening`
    the first post of a thread is its article, and `number` says which post of the thread each is, the opening post
    being `first`; where that is 0, it may have no number. In a `chat` a message without a name is by who wrote the one
    before it.
    """

    name: str
    tells: Mapping[str, int]
    comment: str
    body: str = ""
    more: str = ""
    holding: str = ""
    spread: bool = False
    author: str = ""
    author_words: str = r"(.+)"
    author_link: str = ""
    when: str = ""
    when_words: str = r"(.+)"
    permalink: str = ""
    key: Pattern = field(default_factory=lambda: Pattern("id"))
    parent: Pattern | None = None
    depth: Pattern | None = None
    indent: str = ""
    nested: bool = True
    chat: bool = False
    by_op: str = ""
    score: str = ""
    kinds: Mapping[Kind, str] = {}
    statuses: Mapping[Status, str] = {}
    leave_out: str = ""
    count: str = ""
    is_all: bool = False
    listing: str = ""
    opening: bool = False
    number: str = ""
    first: int = 1
    article: ArticleRecipe = field(default_factory=ArticleRecipe)

    def extract(self, document: Document) -> Draft:
        """The article and the comments."""
        regions = split_regions(document.soup, self._opens, self._comments.may_match)
        if self.spread:
            add_following_siblings(regions)
        head = read_metadata(regions[0])
        article = self.article.extract(regions[0], head)
        if self.chat:
            article = replace(article, body=(), is_settled=True)
        found = [find_parts(region, self._parts) for region in regions[1:]]
        comments = [draft for draft in self._with_parents(found) if _is_comment(draft)]
        shown = shown_count(regions[0], Selectors({"": self.count})) if self.count else None
        draft = Draft(
            article=article,
            comments=comments,
            declared_count=declared_count(regions, article.title, document.url) if shown is None else shown,
            site=head.site,
            is_all=self.is_all,
            has_none=bool(self.listing and not comments) and any(map(self._marks_list, regions[0].elements)),
        )
        if not self.opening:
            return draft
        begins = self._begins(found[0]) if found else None
        if begins is None:
            begins = is_first_page(regions[0], document.url, read_paging(document))
        return with_opening(draft, begins=begins)

    def _begins(self, parts: Parts) -> bool | None:
        """True if the first post on a page is the first of its thread, None where it does not say."""
        numbers = (_number(value) for *_, value in parts.values("number"))
        number = next((each for each in numbers if each is not None), None)
        if number is None:
            return True if self.number and not self.first else None
        return number <= self.first

    def check(self) -> None:
        """Raises ValueError where a selector is not understood."""
        _ = self._parts, self._comments, self._is_held, self._is_left_out, self._marks_list
        _ = self.article.selectors, self.article.is_left_out

    def _opens(self, tag: Tag, _region: Region) -> bool:
        return self._comments.matches(tag) and (not self.holding or any(map(self._is_held, _near(tag))))

    @cached_property
    def _comments(self) -> Selectors:
        return Selectors({"": self.comment})

    @cached_property
    def _is_held(self) -> LeaveOut:
        return matcher(self.holding)

    @cached_property
    def _marks_list(self) -> LeaveOut:
        return matcher(self.listing)

    @cached_property
    def _parts(self) -> Selectors:
        parts = {
            name: getattr(self, name)
            for name in ("body", "author", "author_link", "when", "permalink", "by_op", "score", "number", "more")
        }
        parts["key"] = self.key.inside
        parts["parent"] = self.parent.inside if self.parent else ""
        parts["depth"] = self.depth.inside if self.depth else ""
        parts[LEFT_OUT] = self.leave_out
        kinds = {f"kind {kind}": selector for kind, selector in self.kinds.items()}
        statuses = {f"status {status}": selector for status, selector in self.statuses.items()}
        return Selectors({**parts, **kinds, **statuses})

    @cached_property
    def _is_left_out(self) -> LeaveOut:
        return matcher(self.leave_out)

    def _draft(self, parts: Parts) -> CommentDraft:
        region = parts.region
        body = self._words(parts)
        body += [tag for tag, *_ in parts.values("more")] if body else []
        author, name_tag = self._author(parts)
        when, when_text = self._time(parts)
        if author and self.when and not (when or when_text):
            when, when_text = adjacent_time(parts) or (None, None)
        link = parts.tag("author_link") or name_tag
        key = _read(self.key, parts, "key") or _key_before(region.element)
        own = (key, _named_next_to_time(parts, self.when_words))
        parent_key = _read(self.parent, parts, "parent", but=own) if self.parent else None
        status = next((status for status in self.statuses if parts.tag(f"status {status}") is not None), Status.PRESENT)
        return CommentDraft(
            element=region.element,
            body=body if status is Status.PRESENT else (),
            key=key,
            parent_key=parent_key,
            parent_element=region.parent.element if self.nested and region.parent and region.parent.parent else None,
            author=author,
            author_url=link_of(region, link) if link is not None and link is not region.element else None,
            when=when,
            when_text=when_text,
            permalink=self._permalink(parts, key, parent_key),
            by_op=parts.tag("by_op") is not None,
            kind=next((kind for kind in self.kinds if parts.tag(f"kind {kind}") is not None), Kind.COMMENT),
            status=status,
            score=_number(parts.value("score")),
            leave_out=excluding_nested(region, self._is_left_out),
        )

    def _words(self, parts: Parts) -> list[PageElement]:
        region = parts.region
        if self.body:
            tag = region.elements[parts.body] if parts.body is not None else None
            # Some sites make each body a quotation, or a link to itself, which it is not.
            return [] if tag is None else list(tag.contents) if tag.name in ("blockquote", "a") else [tag]
        headers = [tag for role in ("author", "when", "permalink") for tag, *_ in parts.values(role)]
        return list(adjacent_words(region, headers, parts.tag("author"), self._is_left_out))

    def _author(self, parts: Parts) -> tuple[str | None, Tag | None]:
        """The name, and the tag that says nothing else."""
        for tag, _, value in parts.values("author"):
            found = re.search(self.author_words, value)
            if found:
                return found[1], tag if found[1] == value else None
        return None, None

    def _time(self, parts: Parts) -> tuple[str | None, str | None]:
        """The time for machines, and the words shown."""
        for tag, wanted, value in parts.values("when"):
            if value and wanted:
                within = re.search(self.when_words, unquote(value))
                # The whole comment is not what it shows of when it was written.
                shown = parts.region.text(tag) if tag is not parts.region.element else None
                return within[1] if within else value, shown
            found = re.search(self.when_words, value)
            machine = machine_time(tag)
            if found or machine:
                return machine, found[1] if found else None
        return None, None

    def _permalink(self, parts: Parts, key: str | None, parent_key: str | None) -> str | None:
        """The first address that ends in the name of the comment, else the first that is not the parent's."""
        found = [link for tag, *_ in parts.values("permalink") if (link := link_of(parts.region, tag))]
        own = (link for link in found if key and link.endswith(f"#{key}"))
        others = (link for link in found if not (parent_key and link.endswith(f"#{parent_key}")))
        return next(own, None) or next(others, None)

    def _with_parents(self, found: Sequence[Parts]) -> Sequence[CommentDraft]:
        """The drafts; where only a depth is given, each under the last one that is less deep."""
        drafts = [self._draft(parts) for parts in found]
        if self.indent:
            depths: list[int | None] = list(
                nesting_levels([parts.region.element for parts in found], matcher(self.indent))
            )
        elif self.depth:
            depths = [_number(_read(self.depth, parts, "depth")) for parts in found]
        else:
            return [*_named_on(drafts)] if self.chat else drafts
        is_spaced = self.depth is not None and not _SPACING.isdisjoint(self.depth.attribute.split())
        by = Evidence.INDENTED if self.indent or is_spaced else Evidence.NUMBERED
        parents = parents_by_depth(depths)
        return [
            draft
            if draft.parent_key or depth is None
            else replace(draft, parent_element=drafts[parent].element if parent >= 0 else None, evidence=by)
            for draft, depth, parent in zip(drafts, depths, parents, strict=True)
        ]


def indented(drafts: Sequence[CommentDraft], parents: Sequence[int]) -> list[CommentDraft]:
    """The drafts, each under the one of the index of its parent, as their indents say."""
    return [
        replace(draft, parent_element=drafts[parent].element if parent >= 0 else None, evidence=Evidence.INDENTED)
        for draft, parent in zip(drafts, parents, strict=True)
    ]


def _named_on(drafts: Sequence[CommentDraft]) -> Iterator[CommentDraft]:
    """The drafts, those without a name under that of the last one before."""
    author = author_url = None
    for draft in drafts:
        author, author_url = (draft.author, draft.author_url) if draft.author else (author, author_url)
        yield replace(draft, author=author, author_url=author_url)


def _is_comment(draft: CommentDraft) -> bool:
    """True if there is anything of a comment in what looks like one."""
    return (
        bool(draft.author or draft.key)
        or draft.status is not Status.PRESENT
        or any(not is_blank(node) for node in draft.body)
    )


def _read(pattern: Pattern, parts: Parts, role: str, but: Collection[str | None] = ()) -> str | None:
    """The first find of a pattern, on the element of a comment or inside it, that is not in `but`."""
    inside = (tag for tag, *_ in parts.values(role)) if pattern.inside else ()
    found = map(pattern.read, (parts.region.element, *inside))
    return next((value for value in found if value is not None and value not in but), None)


def _named_next_to_time(parts: Parts, when_words: str) -> str | None:
    """The key of a comment in the link that shows its time, on some sites not that of its element."""
    for tag, wanted, value in parts.values("when"):
        if not wanted and re.search(when_words, value):
            return (attribute(tag, "href") or "").rpartition("#")[2] or None
    return None


def _key_before(element: Tag) -> str | None:
    """The key of a comment in the empty anchor right before it."""
    before = element.previous_sibling
    while before is not None and not isinstance(before, Tag) and is_blank(before):
        before = before.previous_sibling
    if not isinstance(before, Tag) or before.name != "a" or "href" in before.attrs or not is_blank(before):
        return None
    return attribute(before, "id") or attribute(before, "name")


def _near(tag: Tag) -> Iterator[Tag]:
    for child in tag.contents:
        if isinstance(child, Tag):
            yield child
            yield from (inner for inner in child.contents if isinstance(inner, Tag))


def _number(text: str | None) -> int | None:
    found = re.search(r"-?\d{1,9}", text.replace("\N{MINUS SIGN}", "-")) if text else None
    return int(found[0]) if found else None
