"""Variants of a page that must read as the page does: other markup, other names, more around the comments.

Each kind changes one thing. What a kind takes off a page that the truth needs is taken off the truth: where depths were
in classes, and these are gone, parents are not asked for. The same page gives the same variants at every time.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from random import Random
from types import MappingProxyType
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from benchmarks.marked_page import MarkedPage, Place, attributes
from threadreader.importer.article.opening import is_first_page
from threadreader.importer.document import Document
from threadreader.importer.draft import Evidence
from threadreader.importer.generic.page import SurveyedPage, announcement
from threadreader.importer.html.region import split_regions
from threadreader.importer.html.tree import is_text
from threadreader.model.text import fold_space

Change = Callable[[MarkedPage, Random], bool]
"""Changes a page in place; False where it has nothing that could be changed so."""

_INLINE = frozenset(("a", "abbr", "address", "b", "bdi", "cite", "em", "font", "i", "small", "span", "strong", "u"))
_HEADINGS = ("h1", "h2", "h3")
_NO_FLOW = frozenset(("tr", "tbody", "table", "ul", "ol", "dl"))
"""Elements that browsers take loose text out of."""

_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
)
_SURNAMES = ("Featherington", "Lindenau", "Okonkwo", "Vasconcelos", "Habermas", "Silverbridge", "Thorvaldsen")
_TOWNS = ("Overwater", "the Lower Meadows", "Saint-Cyprien", "Kirchzarten", "Nether Wallop", "Great Missenden")
_ACQUAINTANCES = ("Piet", "Ottilie", "Ruben", "Saoirse", "Magda", "Ilja", "Concha", "Bertrand")
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
_SHOWN = ("title", "aria-label", "alt", "content")
_STEP = 20
"""Pixels that each level is indented by."""

_SHORTEST_NAME = 4
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def variant(page: MarkedPage, kind: str) -> bool:
    """Change a page as one of the KINDS says; False where that cannot be done to it, as to a page without a thread."""
    return (bool(page.comments) or kind not in _OF_THREADS) and KINDS[kind](page, Random(f"{page.seed}/{kind}"))


# Classes and ids.


def _words_renamed(page: MarkedPage, _chance: Random) -> bool:
    """Other words for the words in classes and ids; figures stay, so that depths and numbers can still be told."""
    _rename(page, lambda token: re.sub(r"[^\W\d_]+", lambda word: _invented(word[0]), token))
    return True


def _words_hashed(page: MarkedPage, _chance: Random) -> bool:
    """Hashes in place of classes and ids, as the tools make them that build styles with the page."""
    _rename(page, lambda token: f"x{hashlib.sha256(token.encode()).hexdigest()[:8]}")
    _drop_parents_unless(page, Evidence.CONTAINED, Evidence.EXPLICIT)
    return True


def _words_gone(page: MarkedPage, _chance: Random) -> bool:
    """No classes, and no ids but those that links lead to, which are hashed."""
    led_to = {str(link.get("href")).partition("#")[2] for link in page.soup.find_all("a", href=True)}
    for element in page.soup.find_all(True):
        element.attrs.pop("class", None)
        if element.get("id") not in led_to:
            element.attrs.pop("id", None)
    return _words_hashed(page, _chance)


def _invented(word: str) -> str:
    digest = hashlib.sha256(word.casefold().encode()).digest()
    return "".join(_SYLLABLES[byte % len(_SYLLABLES)] for byte in digest[: 2 + digest[0] % 2])


def _rename(page: MarkedPage, rename: Callable[[str], str]) -> None:
    """Rename classes and ids, and whatever refers to an id of the page."""
    elements = page.soup.find_all(True)
    ids = {str(element[name]) for element in elements for name in ("id", "name") if element.get(name)}
    for element in elements:
        for name, given in attributes(element):
            if name == "class":
                element[name] = " ".join(map(rename, given.split()))
            elif name == "id" or (name == "name" and element.name == "a"):
                element[name] = rename(given)
            elif name in _REFERRING or (name.startswith("data-") and given in ids):
                element[name] = " ".join(rename(each) if each in ids else each for each in given.split())
            elif name == "href" and given.partition("#")[2] in ids:
                path, _, anchor = given.partition("#")
                element[name] = f"{path}#{rename(anchor)}"


def _drop_parents_unless(page: MarkedPage, *evidence: Evidence) -> None:
    """Take the parents off the truth if one of them was told by anything else."""
    if any(each.parent is not None and each.evidence not in evidence for each in page.comments):
        page.gold["flat"] = True


# Names.


def _name_bare(page: MarkedPage, _chance: Random) -> bool:
    """No link or other tag of running text around a name alone."""
    if not _have_names(page):
        return False
    for name in _names(page):
        for wrapper in _wrappers(name):
            wrapper.unwrap()
    return True


def _name_long(page: MarkedPage, chance: Random) -> bool:
    """Names of more words and letters than most."""
    return _have_names(page) and _call(
        page,
        lambda name: (
            f"{name} {' '.join(chance.sample(_SURNAMES, 2))}-{chance.choice(_SURNAMES)} of {chance.choice(_TOWNS)}"
        ),
    )


def _name_with_figures(page: MarkedPage, chance: Random) -> bool:
    """Names that end in a year or in several figures, as those do that were taken already."""
    form = chance.choice(("{name}{year}", "{name}_{some}_{few}", "{name}.{some}"))
    return _have_names(page) and _call(
        page,
        lambda name: form.format(
            name=name, year=chance.randrange(1960, 2010), some=chance.randrange(10, 99), few=chance.randrange(2, 9)
        ),
    )


def _counter_behind_name(page: MarkedPage, chance: Random) -> bool:
    """How many posts or points a writer has, right behind the name."""
    if not _have_names(page):
        return False
    is_marked = chance.random() < 0.5
    for place in page.comments:
        for name in place.names[:1]:
            number = f"{chance.randrange(2, 9000):,}"
            _outermost(name).insert_after(
                *([" ", _element(page, "span", number)] if is_marked else [NavigableString(f" ({number}) ")])
            )
    return True


def _have_names(page: MarkedPage) -> bool:
    return any(place.names for place in page.comments) and all(
        place.names or not place.author for place in page.comments
    )


def _names(page: MarkedPage) -> Iterator[NavigableString]:
    return (name for place in page.comments for name in place.names)


def _wrappers(text: PageElement) -> list[Tag]:
    """The elements of running text around a string, from within, that hold nothing else."""
    found: list[Tag] = []
    said, here = fold_space(text.get_text()), text.parent
    while here is not None and here.name in _INLINE and fold_space(here.get_text()) == said and not here.find("img"):
        found.append(here)
        here = here.parent
    return found


def _outermost(text: NavigableString) -> PageElement:
    wrappers = _wrappers(text)
    return wrappers[-1] if wrappers else text


def _call(page: MarkedPage, rename: Callable[[str], str]) -> bool:
    """Give writers other names, in every place of the page and of its truth that has the old ones as whole words."""
    old = {place.author for place in page.comments if len(place.author) >= _SHORTEST_NAME}
    if not old:
        return False
    new = {name: rename(name) for name in sorted(old)}
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(new, key=len, reverse=True))
    called = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    own = {id(time): place.author for place in page.comments for time in place.times}

    def renamed(text: str) -> str:
        return called.sub(lambda name: new[fold_space(name[0])], text)

    for text in list(page.soup.descendants):
        if is_text(text) and called.search(text):
            # "May" beside a time is no name, but of the writer whose it is.
            name = own.get(id(text))
            if name is None or (name in new and name in text):
                text.replace_with(NavigableString(text.replace(name, new[name]) if name else renamed(text)))
        elif isinstance(text, Tag):
            for attribute, said in attributes(text):
                if attribute in _SHOWN or (attribute.startswith("data-") and said in new):
                    text[attribute] = renamed(said)
    page.gold.update({key: _in_all(page.gold[key], renamed) for key in page.gold if key != "platform"})
    return True


def _in_all(value: object, change: Callable[[str], str]) -> object:
    """The strings in what JSON gives, changed, but those that are times and kinds."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_all(each, change) for each in value]
    if isinstance(value, dict):
        return {key: each if key in ("date_iso", "kind") else _in_all(each, change) for key, each in value.items()}
    return value


# Times.


def _time_in_attribute(page: MarkedPage, _chance: Random) -> bool:
    """Only how many years ago is shown; when exactly is in the title that a browser shows for the pointer."""
    if not _have_times(page) or not all(
        place.machine or _is_date(place.when) for place in page.comments if place.times
    ):
        return False
    years = [int(found[0]) if (found := _YEAR.search(each.machine or each.when)) else 0 for each in page.comments]
    newest = max(years) + 2
    for place, year in zip(page.comments, years, strict=True):
        for time in place.times:
            around = _element(page, "span", f"{newest - (year or max(years))} years ago")
            around["title"] = place.machine or place.when
            _put_for(time, place.when, around)
    _drop_machine_times(page)
    return True


def _time_beside_name(page: MarkedPage, chance: Random) -> bool:
    """Name and time are one line of text, without a tag between them.

    What was told by a machine's time alone, such as a time zone, is not asked for any more.
    """
    if not (_have_names(page) and _have_times(page)) or not all(
        _is_date(place.when) for place in page.comments if place.times
    ):
        return False
    between = chance.choice((" ", " - ", ", ", " on ", " | ", " \u00b7 "))
    for place in page.comments:
        if not place.names or not place.times:
            continue
        for time in place.times:
            _put_for(time, place.when, NavigableString(""))
        name = place.names[0]
        wrappers = _wrappers(name)
        line = NavigableString(f"{place.author}{between}{place.when}")
        (wrappers[-1] if wrappers else name).replace_with(line)
    _drop_machine_times(page)
    if any(place.machine for place in page.comments):
        page.gold["comments"] = [{**comment, "date_iso": None} for comment in page.gold["comments"]]
    return True


def _have_times(page: MarkedPage) -> bool:
    return any(place.times for place in page.comments) and all(
        place.times or not (place.when or place.machine) for place in page.comments
    )


def _is_date(shown: str) -> bool:
    return _YEAR.search(shown) is not None or re.search(r"\d[./-]\d", shown) is not None


def _put_for(text: NavigableString, said: str, other: PageElement) -> None:
    """Put a node in place of a part of a string."""
    before, found, after = fold_space(text).partition(said)
    if found:
        text.replace_with(NavigableString(f"{before} "), other, NavigableString(f" {after}"))


def _drop_machine_times(page: MarkedPage) -> None:
    for place in page.comments:
        for element in place.element.find_all(True):
            for name in ("datetime", "data-time", "data-timestamp", "data-utime"):
                element.attrs.pop(name, None)


# More on the page than before.


def _byline_twice(page: MarkedPage, _chance: Random) -> bool:
    """A comment that can be folded shows name and time in a line of its own above, too."""
    if not (_have_names(page) and _have_times(page)) or any(place.element.name in _NO_FLOW for place in page.comments):
        return False
    for place in page.comments:
        line = _element(page, "div", _element(page, "span", place.author), " ", _element(page, "span", place.when))
        if place.names and place.times:
            place.element.insert(0, line)
    return True


def _recent_comments(page: MarkedPage, chance: Random) -> bool:
    """A box of the newest comments below other articles of the site."""
    entries = [
        _element(
            page,
            "li",
            _element(page, "b", name),
            " on ",
            _link(page, f"/another-article-{number}/#comment-{91000 + 17 * number}", f"Another article, part {number}"),
            _element(
                page, "p", f"What {name} thinks of part {number}: it is longer than the first, and has more to say."
            ),
        )
        for number, name in enumerate(_ACQUAINTANCES)
    ]
    box = _element(page, "div", _element(page, "h3", "Recent comments"), _element(page, "ul", *entries))
    page.body.insert(0 if chance.random() < 0.5 else len(page.body.contents), box)
    _forbid(page, "it is longer than the first, and has more to say")
    return True


def _dialog(page: MarkedPage, _chance: Random) -> bool:
    """A question about cookies behind everything else."""
    asked = "We and our 412 partners store information on your device to show you what you may like."
    dialog = _element(
        page,
        "div",
        _element(page, "h2", "Your privacy"),
        _element(page, "p", asked),
        _element(page, "p", "You can change your mind at any time in the settings; some partners do not ask you."),
        _element(page, "button", "Accept all"),
        _element(page, "button", "Settings"),
    )
    dialog["role"] = "dialog"
    page.body.append(dialog)
    _forbid(page, asked)
    return True


def _vote_counter(page: MarkedPage, chance: Random) -> bool:
    """Two buttons behind the words of each comment, and between them how many like it."""
    if not all(map(_last, page.comments)):
        return False
    for place in page.comments:
        last = _last(place)
        assert last is not None
        last.insert_after(
            _element(
                page,
                "span",
                _element(page, "span", "\u25b2"),
                _element(page, "span", str(chance.randrange(200))),
                _element(page, "span", "\u25bc"),
            )
        )
    return True


def _last(place: Place) -> PageElement | None:
    """What a comment's words end with: the element that has them all and nothing else, or the last of their nodes."""
    nodes = [node for node in place.body if node.parent is not None]
    if not nodes:
        return None
    last, above = nodes[-1], nodes[-1].parent
    assert above is not None
    is_whole = above is not place.element and fold_space(above.get_text()) == fold_space(
        " ".join(node.get_text() for node in nodes)
    )
    if is_whole and above.name not in ("td", "th", "dd"):
        last = above
    return None if last.parent is None or last.parent.name in _NO_FLOW else last


def _post_twice(page: MarkedPage, chance: Random) -> bool:
    """One comment stands above the others again, as the best of them."""
    elements = {id(place.element) for place in page.comments}
    alone = [
        place
        for place in page.comments
        if place.element.name not in (*_NO_FLOW, "td", "dt", "dd")
        and not any(id(below) in elements for below in place.element.find_all(True))
    ]
    first = page.comments[0].element
    if len(page.comments) < 3 or not alone or first.parent is None or first.parent.name in ("table", "tbody"):
        return False
    again = deepcopy(chance.choice(alone).element)
    box = _element(page, "ul" if again.name == "li" else "div", again)
    (first.parent if first.name == "li" else first).insert_before(box)
    return True


def _opening_as_reply(page: MarkedPage, _chance: Random) -> bool:
    """The article stands as the first of the comments, in their markup, as opening posts do.

    Where a heading says of what follows that it is comments, it stands before that: behind it would be a comment. The
    second page of a thread has none.
    """
    elements = [place.element for place in page.comments]
    held = set(map(id, elements))
    alone = [
        place
        for place in page.comments
        if place.body and place.names and not any(id(below) in held for below in place.element.find_all(True))
    ]
    first = page.comments[0].element
    article = _article_nodes(page)
    if not alone or not article or any(first in node.descendants for node in article if isinstance(node, Tag)):
        return False
    pattern = alone[0]
    marks = {id(node): number for number, node in enumerate(pattern.element.descendants)}
    places = [marks[id(node)] for node in pattern.body if id(node) in marks]
    names = [marks[id(name)] for name in pattern.names if id(name) in marks]
    post = deepcopy(pattern.element)
    nodes = list(post.descendants)
    if not places or not names:
        return False
    words = [nodes[number] for number in places]
    for number in names:
        name = nodes[number]
        assert isinstance(name, NavigableString)
        name.replace_with(NavigableString(name.replace(pattern.author, "Theodora")))
    own, first_number = _number(pattern.element), min(filter(None, map(_number, elements)), default=None)
    if own and first_number:
        for element in (post, *post.find_all(True)):
            for key in ("id", "href", "name"):
                if key in element.attrs:
                    element[key] = re.sub(rf"(?<!\d){own}(?!\d)", str(first_number - 1), str(element[key]))
    if len(words) == 1 and isinstance(words[0], Tag) and words[0].name not in ("p", *_INLINE):
        words[0].clear()
        words[0].extend([node.extract() for node in article])
    else:
        words[0].insert_before(*[node.extract() for node in article])
        for node in words:
            node.extract()
    _open_with(page, post)
    return True


def _article_nodes(page: MarkedPage) -> list[PageElement]:
    """What the article is made of, on the first page of a thread that has one apart from its posts."""
    (whole,) = split_regions(page.soup, lambda _tag, _region: False)
    article = [node for node in page.article if node.parent is not None]
    if page.is_opened or not is_first_page(whole, page.url):
        return []
    while len(article) == 1 and isinstance(article[0], Tag) and article[0].name in ("article", "div", "section"):
        article = list(article[0].contents)
    return article


def _open_with(page: MarkedPage, post: Tag) -> None:
    """Put a post before the comments, and before the heading over them; in a list of its own where they have one."""
    first = page.comments[0].element
    found = SurveyedPage(Document(page.soup))
    over = announcement(found, found.indices[id(first)])
    if over is None or first.parent is None:
        first.insert_before(post)
        return
    if first.parent.name in _NO_FLOW:
        shell = _element(page, first.parent.name, post)
        shell.attrs.update(first.parent.attrs)
        post = shell
    heading, held = found.elements[over], {id(above) for above in first.parents}
    while heading.parent is not None and id(heading.parent) not in held:
        heading = heading.parent
    heading.insert_before(post)


def _number(element: Tag) -> int | None:
    """The last figures of an id."""
    found = re.findall(r"\d+", str(element.get("id") or ""))
    return int(found[-1]) if found else None


def _heading_with_navigation(page: MarkedPage, _chance: Random) -> bool:
    """The way to the page stands before its title, in the same heading."""
    title = fold_space(str(page.gold.get("title") or ""))
    heading = next((each for each in page.soup.find_all(_HEADINGS) if fold_space(each.get_text()) == title), None)
    if heading is None:
        return False
    heading.insert(0, _link(page, "/", "Home"))
    heading.insert(1, " \u00bb ")
    heading.insert(2, _link(page, "/section/", "Section"))
    heading.insert(3, " \u00bb ")
    return True


def _absolute_links(page: MarkedPage, _chance: Random) -> bool:
    """Every link with its whole address, also those into the page, as programs that save pages write them."""
    if not page.url:
        return False
    for name in ("href", "src"):
        for element in page.soup.find_all(True, {name: True}):
            given = str(element[name])
            if element.name != "base" and not re.match(r"(?:data|javascript|mailto|about):", given):
                try:
                    element[name] = urljoin(page.url, given)
                except ValueError:
                    continue
    return True


def _forbid(page: MarkedPage, words: str) -> None:
    page.gold["article_must_not_contain"] = [*(page.gold.get("article_must_not_contain") or ()), words]


def _element(page: MarkedPage, name: str, *contents: PageElement | str) -> Tag:
    element = page.soup.new_tag(name)
    element.extend([NavigableString(each) if type(each) is str else each for each in contents])
    return element


def _link(page: MarkedPage, address: str, words: str) -> Tag:
    link = _element(page, "a", words)
    link["href"] = address
    return link


# Depth.


def _depth_by_class(page: MarkedPage, _chance: Random) -> bool:
    """No nesting: how deep a comment stands says a class."""
    return _flatten(page, lambda element, depth: _add_class(element, f"level-{depth}"))


def _depth_by_style(page: MarkedPage, _chance: Random) -> bool:
    """No nesting: a margin says how deep a comment stands."""

    def indent(element: Tag, depth: int) -> None:
        element["style"] = f"margin-left: {_STEP * depth}px"

    return _flatten(page, indent)


def _depth_by_width(page: MarkedPage, _chance: Random) -> bool:
    """No nesting: each comment begins with an empty picture, the wider the deeper it stands."""

    def space(element: Tag, depth: int) -> None:
        spacer = page.soup.new_tag("img")
        spacer.can_be_empty_element = True
        spacer.attrs.update({"src": "s.gif", "height": "1", "width": str(_STEP * depth)})
        element.insert(0, spacer)

    return _flatten(page, space)


def _add_class(element: Tag, name: str) -> None:
    element["class"] = f"{element.get('class') or ''} {name}".strip()


def _flatten(page: MarkedPage, mark: Callable[[Tag, int], None]) -> bool:
    """Put every nested comment behind the one that holds it, in the page's order, and mark how deep each one was."""
    elements = {id(place.element) for place in page.comments}
    depths: list[int] = []
    for place in page.comments:
        parent = place.parent
        is_in_order = parent is None or parent < len(depths)
        is_within = parent is None or any(above is page.comments[parent].element for above in place.element.parents)
        if not is_in_order or not is_within or place.element.name in ("tr", "td"):
            return False
        depths.append(0 if parent is None else depths[parent] + 1)
    if not any(depths):
        return False
    tops = [[above for above in place.element.parents if id(above) in elements] for place in page.comments]
    last: dict[int, Tag] = {}
    for place, above in zip(page.comments, tops, strict=True):
        if above:
            top, around = above[-1], place.element.parent
            last.get(id(top), top).insert_after(place.element.extract())
            last[id(top)] = place.element
            if around is not None and around.parent is not None and not around.get_text().strip():
                around.extract()
    for place, depth in zip(page.comments, depths, strict=True):
        _drop_depth(place.element)
        mark(place.element, depth)
    return True


_DEPTH = re.compile(r"\D*(?:depth|level|indent)\D*\d{1,2}|parent|\w*children")


def _drop_depth(element: Tag) -> None:
    tokens = str(element.get("class") or "").split()
    kept = [token for token in tokens if not _DEPTH.fullmatch(token)]
    if tokens:
        element["class"] = " ".join(kept)


def _as_it_is(_page: MarkedPage, _chance: Random) -> bool:
    """Parsed and written again."""
    return True


KINDS: Mapping[str, Change] = MappingProxyType(
    {
        "as it is": _as_it_is,
        "classes and ids renamed": _words_renamed,
        "classes and ids hashed": _words_hashed,
        "classes and ids gone": _words_gone,
        "name bare": _name_bare,
        "name long": _name_long,
        "name with figures": _name_with_figures,
        "counter behind the name": _counter_behind_name,
        "byline twice": _byline_twice,
        "recent comments": _recent_comments,
        "dialog": _dialog,
        "vote counter": _vote_counter,
        "links absolute": _absolute_links,
        "depth by class": _depth_by_class,
        "depth by style": _depth_by_style,
        "depth by width": _depth_by_width,
        "time in an attribute": _time_in_attribute,
        "time beside the name": _time_beside_name,
        "post twice": _post_twice,
        "opening post as reply": _opening_as_reply,
        "navigation in the heading": _heading_with_navigation,
    }
)
"""What each kind of variant is called, and the function that makes it of a page."""

_OF_THREADS = frozenset(("vote counter", "post twice", "opening post as reply"))
"""Kinds that need a comment; the others that do see for themselves that there is none."""
