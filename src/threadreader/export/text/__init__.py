r"""Text export, which is read by people and parsed back by the program.

::

    threadreader text 1
    Title: Why the Bridge Held
    By: Ann Smith <https://ann.example/>
    Date: 2024-05-03T14:02:00+00:00
    Address: <https://blog.example/bridge/>

    Nobody had looked under it for nine years; see [the report] <https://county.example/r>.

    #1 Bob, 2024-05-03T15:00:00+00:00 [#comment-7]
      > Nobody had looked under it for nine years
      ↑ Ann Smith · ¶1

      Nine? I counted ten. \
      And <https://county.example/r> says so.

    #2 Ann Smith (OP), 2024-05-03T15:20:00+00:00, re #1 [#comment-8]
      Ten it is.

Head
    One field a line up to a blank line: Title, By (once for each author), Date, Address, and where they are known
    Page title, Page (an id other than the address), Site, Language, Comments (as many as the page says it has).

Comments
    A comment begins with a line `#N NAME <address> (OP), TIME, re #M, KIND, STATUS, score N, unread, starred [ID]`, in
    this order; what does not apply is left out, `re #M` where there is no parent. TIME is as in the JSON form, the
    page's own words in quotation marks where they say no certain time, or `no time`. `[#ID]` says that the permalink is
    the page's address with that fragment; another permalink stands on the next line. The body follows, indented by two
    spaces.

Blocks are parted by a blank line. A line that begins with

    * `> ` is quoted; a paragraph right above it, with no blank line between, is the attribution, and an address that
      ends it what the quotation cites;
    * `* ` or a number and a full stop is an item of a list, its other lines indented as far as its text;
    * `| ` is code, verbatim and never wrapped, `|:` names its language;
    * `|| ` is a row of a table, `|= ` a heading row, each cell ended by ` |`;
    * `== ` is a heading, with as many signs as its level;
    * `![` is a picture, `![its words] <its address>`, its caption after a line break;
    * `---` is a rule;
    * `↑ ` names the source of the quotation above it and is no part of the text.

Any other line is of a paragraph. Lines are joined by a space, or by nothing between two characters of a script that
is written without spaces; ` \` at the end of a line is a line break that the writer made (`\/` in a table).

Links are `[words] <address>`, or `<address>` where the words are the address and it is a whole one.
Emphasis and other marks are left out.

A backslash before ASCII punctuation or `↑` takes its meaning away; `\_` is a space that would be lost. Before anything
else a backslash is itself.
"""

from threadreader.export import Exporter
from threadreader.export.text.reader import read_text
from threadreader.export.text.writer import write_text

__all__ = ["EXPORTER", "read_text", "write_text"]

EXPORTER = Exporter("text", ".txt", write_text)
