"""Sample page that comes with the program: an article and its replies, as a blog serves them."""

from importlib.resources import files

NAME = "sample.html"


def sample_page() -> bytes:
    """Content of the page's file."""
    return (files(__name__) / NAME).read_bytes()
