"""Parsing of HTML, selectors, and the regions of a page."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

LISTS = frozenset(("ul", "ol", "dl"))

UNSHOWN = frozenset(("script", "style", "template", "head", "title")) | frozenset(
    ("textarea", "select", "option", "datalist", "button", "input")
)
"""Elements whose text is no text of the page: a browser shows none, or shows it as what can be pressed or filled in.

`noscript` is none of them: old pages have their comments in it.
"""

UNSHOWN_IN_ARTICLE = UNSHOWN | {"noscript"}
"""Those of an article: what browsers without scripts show there is an advertisement, or the picture beside it again."""

MEDIA = frozenset(("img", "iframe", "video", "audio", "embed", "object"))
"""Elements that show something without any text."""

INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
        *("kbd", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements within a line: all others begin one. Pictures, labels and `big` do, as what is beside them is not theirs."""

ASIDE_ELEMENTS = frozenset(("nav", "aside", "footer", "header"))
"""Elements around what is beside the content of a page."""
