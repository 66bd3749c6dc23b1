"""Parsing of HTML, selectors, and the regions of a page."""
