"""A terminal reader for offline comment threads.

::

    bytes ─▶ Container ─▶ Document ─▶ Draft ─▶ Thread ─┬─▶ store        (keep it)
           open        parse      adapter   assemble   ├─▶ quotes ─▶ QuoteIndex
                                                       ├─▶ render ─▶ Lines ─▶ export | tui
                                                       └─▶ session ─▶ tui   (where am I, what is folded)

Everything left of `store` is a pure function of its input. Input and output happen in four places: `cli`,
`library`, `store` and `tui`. A saved page never causes a network request.
"""

__version__ = "0.1.0"
