"""The library's file: the only package that knows SQL."""
