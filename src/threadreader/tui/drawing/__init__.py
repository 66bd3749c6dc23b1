"""What the screens draw, as rows of text and style: no widget, and nothing of Textual."""
