"""The nouns of the program: frozen records without input, output, HTML or colour."""
