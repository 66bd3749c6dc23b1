"""The page that comes with the program: an article and its replies, as a blog serves them."""

from importlib.resources import files

NAME = "sample.html"


def sample_page() -> bytes:
    """The page, as it would stand in a saved file."""
    return (files(__name__) / NAME).read_bytes()
