"""Screens and keys; the only package that knows Textual."""
