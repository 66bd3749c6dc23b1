"""Terminal user interface: screens and keys; the only package that knows Textual."""
