"""Comments that a script would have fetched from another site, which the file has the empty place of."""

from collections.abc import Mapping

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.selector import Selectors
from threadreader.importer.soup import listing_of

_UNNAMED = "another page"
"""What is in a frame of no system that is known."""

_PLACES: Mapping[str, str] = {
    "Disqus": "#disqus_thread, iframe[src*='disqus.com/embed'], .disqus-comments",
    "Facebook": ".fb-comments, iframe[src*='plugins/comments'], iframe[src*='plugins/feedback']",
    "Coral": "#coral_thread, #coral_talk_stream, #coral-comments, iframe[src*='coral.coralproject'], iframe[id^=coral]",
    "OpenWeb": "[data-spotim-module], [data-openweb-module], iframe[src*='spot.im'], iframe[src*='openweb.com']",
    "Viafoura": "vf-conversations, .viafoura",
    "Hyvor Talk": "hyvor-talk-comments, #hyvor-talk-view",
    "Commento": "#commento",
    "Remark42": "#remark42",
    "Isso": "#isso-thread",
    "giscus": ".giscus, iframe[src*='giscus.app']",
    "utterances": ".utterances, iframe[src*='utteranc.es']",
    "Cusdis": "#cusdis_thread",
    "GraphComment": "#graphcomment",
    "Livefyre": "#livefyre-comments, #livefyre, .livefyre",
    "IntenseDebate": "#idc-container, #IDCommentsHead",
    "Vuukle": "#vuukle-comments, #vuukle_div",
    "HyperComments": "#hypercomments_widget",
    "Cackle": "#mc-container",
    "Twikoo": "#tcomment",
    "Waline": "#waline",
    "Valine": "#vcomments",
    "Google+": ".g-comments",
    "Discourse": "#discourse-comments, iframe[id=discourse-embed-frame]",
    _UNNAMED: "iframe[src*='/comment/'], iframe[src*='/comments/']",
}
_NOTHING = 200
"""An empty place has at most so many characters: a request to switch scripts on, or to wait."""


def find_elsewhere(root: Tag) -> list[str]:
    """The systems of comments whose place on the page is empty."""
    chosen = Selectors(_PLACES)
    found: dict[str, bool] = {}
    listing = listing_of(root)
    for place, hit in chosen.hits_among(listing.tags, listing.shapes):
        found[hit.role] = found.get(hit.role, True) and _is_empty(listing.tags[place])
    return [system for system, is_empty in found.items() if is_empty and (system != _UNNAMED or len(found) == 1)]


def _is_empty(tag: Tag) -> bool:
    size = 0
    stack: list[PageElement] = [tag]
    while stack and size <= _NOTHING:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name not in ("script", "style", "noscript"):
                stack.extend(node.contents)
        elif type(node) is NavigableString:
            size += len(node.strip())
    return size <= _NOTHING
