"""The screens: each takes keys, calls the session or the library, and shows what they say."""
