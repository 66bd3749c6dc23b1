"""Blocks and a width in, lines out; knows width, not colour."""
