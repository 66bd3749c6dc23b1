"""Business Insider of 2009 to 2014."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="businessinsider",
    tells={"[id^=comment-shell-]": 80, "[id^=comment-content-]": 20},
    comment="[id^=comment-shell-]",
    key=Pattern("id", r"^comment-shell-(\w+)$", "comment-"),
    author=".inner > div > b > a, .inner > div > b",
    author_words=r"^(.+?)(?:\s+What are these\?.*)?$",
    when=".smaller a, a[href*='/c/']",
    permalink=".smaller a, a[href*='/c/']",
    body=".comment-text, .comment-content",
    leave_out=".ratings-area, .reply-button, .reply-container",
)
