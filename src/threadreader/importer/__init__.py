"""Bytes of a saved page in, a thread out; the only package that knows HTML."""
