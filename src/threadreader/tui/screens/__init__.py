"""Screens: each maps keys to actions of the session or the library, and shows the result."""
