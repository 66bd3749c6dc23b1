"""Statistics of a thread, a row each, for a list in the reader and for the command line."""
