"""Rendering of the screens to rows of styled segments, without widgets and without Textual."""
