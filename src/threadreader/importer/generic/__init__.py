"""Comments of any page by its structure: what stands there again and again, alike, with a name and a time in each.

It decides nothing alone: it proposes groups of records with the comments made of them, and `choice` holds what they
would show against other readings. Its own article is what articles usually look like, or where most text is.

1. The page (`page`). One index of all elements (`html.tree`), with columns that are made when first asked for:
   characters, links, sentences, and the statements of when. Names (`marked_names`) are what is marked as one; on
   a page where no class or id says what is what, also the few words that stand before sentences, first in what is built
   alike (`leads`).

2. Groups (`groups`). Elements with one label (name and classes) are the records of a group, and so are the rows from
   one such element to the next where no element holds a record alone. The `worth` of a group is how much of the page's
   text, times and names its records have, less what says who and when; `whole` is the average of one record.

3. Judgement (`scoring`, over a `Sample` of a group). Points for what comments have (classes, names, times, numbers,
   links to answer), and traps: points against what looks like titles, articles, quotations, tables, programmes. Groups
   below POSSIBLE are dropped; those from ACCEPTED on are likely comments.

4. Proposals (`detect.propose`). The best accepted group, repaired by what the other groups say (records cut at another
   element, parts of records, an outer element of each), and the few groups that explain most sentences. Further groups
   may join one, such as the replies under comments.

5. Records (`record`). A record is a span of elements without the records inside it. Its elements have labels, so that
   what one label holds in all records can be compared: what at least half of them have is the theme's (`Common`).

6. Roles (`roles`). Who wrote (`author`), when (`record.Timing`), and which elements hold the words (`body`), each
   decided for all records of a group together, by votes of some records (at most 400). Entries of forms with labels
   are read by these (`record.find_fields`).

7. Drafts (`roles.draft_all`). Roles become drafts of comments, with key, address, kind and parent (`parents`).
   `complete` fills in, by the same roles, what an adapter found no name for.

Invariants. Nothing is read twice: what is asked of an element or a span is kept on the page (`cached_by_index`).
Indices are those of the whole page, spans end behind their last element, and lists of either are in document order.
No step is quadratic in records, and none recurses over the tree. No label, class or word of one site is in these
modules: words are those of the lexicon, and numbers that several rules share those at the head of `page`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import decide_opening
from threadreader.importer.cleanup import strip_signatures
from threadreader.importer.completeness import declared_count
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.generic.detect import FoundThread, Proposal, propose
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.generic.scoring import ACCEPTED
from threadreader.importer.html import UNSHOWN_IN_ARTICLE
from threadreader.importer.html.region import Region, read_metadata, split_regions

_PARTS = frozenset(
    ("p", "b", "i", "em", "strong", "span", "font", "blockquote", "pre", "code", "ul", "ol", "li", "dl", "dd", "dt")
) | frozenset(("h2", "h3", "h4", "h5", "h6", "q", "u", "s", "small", "sub", "sup", "cite", "abbr", "center"))
_NO_TEXT = UNSHOWN_IN_ARTICLE | {"a", "nav"}
_MUCH_MORE = 4
"""An article has its text elsewhere than it usually stands where a block elsewhere has this many times as much."""

_POST = 200
"""Characters from which on the densest text of a page is its article."""


class Generic:
    """The last resort: has no tells, so it reads every page."""

    name = "generic"
    tells: Mapping[str, int] = MappingProxyType({})
    _article = ArticleRecipe()

    def extract(self, document: Document) -> Draft:
        """The article, and comments that are accepted by their points; for who asks this adapter and no other."""
        page = SurveyedPage(document)
        accepted = (each for each in self.proposals(page) if each.points >= ACCEPTED and each.comments)
        return decide_opening(self.finish(page, next(accepted, None)), document)

    def proposals(self, page: SurveyedPage) -> Iterator[Proposal]:
        """Proposals for the comments of a page, the likeliest first; some may have no comments."""
        for groups in propose(page):
            yield Proposal(page, groups, page.document.language)

    def finish(self, page: SurveyedPage, proposal: Proposal | None) -> Draft:
        """The article of a page with what was proposed as its comments."""
        document = page.document
        found = proposal.thread if proposal else None
        regions = _cut_out(page, found) if found else [page]
        outside = _outside(page, found) if found else page
        head = read_metadata(outside)
        article = _with_densest(self._article.extract(outside, head), outside)
        if found and found.holder is not None:
            article = _without(article, found.holder)
        if found and found.announcing is not None:
            article = _without(article, found.announcing)
        return Draft(
            article=article,
            comments=strip_signatures(found.comments) if found else (),
            declared_count=declared_count(regions, article.title, document.url),
            site=head.site,
            reasons=proposal.reasons if proposal else (),
            surroundings=found.surroundings if found else None,
        )


def _cut_out(whole: Region, found: FoundThread) -> list[Region]:
    """The page without its records, and each of these."""
    regions = _split(whole, found.elements)
    regions[0].inner |= found.taken
    return regions


def _outside(whole: Region, found: FoundThread) -> Region:
    """The page without anything of its records, also of those in several rows."""
    return _split(whole, found.elements | found.taken)[0]


def _split(whole: Region, cut: AbstractSet[int]) -> list[Region]:
    signatures = {signature for tag, signature in zip(whole.elements, whole.signatures, strict=True) if id(tag) in cut}
    return split_regions(whole.element, lambda tag, _: id(tag) in cut, signatures.__contains__)


def _without(article: ArticleDraft, left: Tag) -> ArticleDraft:
    """The same article without a tag in it."""
    before = article.leave_out
    return replace(article, leave_out=lambda tag: tag is left or (before is not None and before(tag)))


def _with_densest(article: ArticleDraft, outside: Region) -> ArticleDraft:
    """The same article; its body the element with most of the page's running text, where that is much more."""
    found = sum(len(piece.strip()) for node in article.body for piece in outside.strings(node, article.leave_out))
    size, densest = _densest(outside)
    is_article = size > _MUCH_MORE * found and (size >= _POST or not found)
    return replace(article, body=(densest,)) if is_article else article


def _densest(outside: Region) -> tuple[int, Tag]:
    """The element with the most text that is in no link and no block inside it, and how many characters that is."""
    sizes: defaultdict[int, int] = defaultdict(int)
    holders: dict[int, Tag] = {}
    holder = {id(outside.element): outside.element}
    linked: set[int] = set()
    for tag in outside.elements[1:]:
        above = holder.get(id(tag.parent), outside.element)
        here = holder[id(tag)] = above if tag.name in _PARTS else tag
        if tag.name == "a" or id(tag.parent) in linked:
            linked.add(id(tag))
        if tag.name not in _NO_TEXT and id(tag) not in linked:
            holders[id(here)] = here
            sizes[id(here)] += _direct_text(tag)
    body = next((tag for tag in outside.elements if tag.name == "body"), outside.element)
    largest = max(sizes, key=lambda key: sizes[key], default=id(body))
    return sizes[largest], holders.get(largest, body)


def _direct_text(tag: Tag) -> int:
    return sum(
        len(child.strip())
        for child in tag.contents
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString)
    )


ADAPTER = Generic()
