"""Makes the pictures in `screenshots/` from the current program on its own sample page.

`python -m pictures [FOLDER]`
"""

import asyncio
import itertools
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace
from rich.color import ColorSystem

from export_pictures import draw_export, missing_programs
from moving_picture import Frame, join_frames
from shelf import shelve
from sketch import sketch, voted
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress, Start
from threadreader.model.text import Moment
from threadreader.model.thread import Author, CommentId, Thread
from threadreader.paths import find_paths
from threadreader.preferences import Preferences
from threadreader.quotes import link_quotes
from threadreader.sample import NAME, sample_page
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.theme import make_setup, themes_in

_BITS = {"24-bit": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen of the sample page, or of an empty library: its size, and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    theme: str = "dark"
    colors: ColorSystem = ColorSystem.TRUECOLOR
    is_empty: bool = False
    has_more: bool = False
    """True for a library of several threads."""
    is_second_save: bool = False
    """True for the page as it was saved again, after all of the first save was read."""
    is_link: bool = False
    """True for the thread of a link, with votes."""


_SHELF = """
Why sourdough needs a cold night|Crumb and Crust|Ann Vale|cooking later
The ferry that waited for the post|Harbour Notes|Bo Lind|
Ask HN: What did you stop automating?|Hacker News||
A field guide to tunnel lamps|Under the City|Carla Reyes|later
Old maps are arguments, not pictures|The Paper Room|Dirk Aalto|
Kettles, ranked by how they sound|Crumb and Crust|Ann Vale|cooking
The orchard nobody owns|Harbour Notes|Bo Lind|queue
Show HN: A weather station made of scrap|Hacker News||
What the registry got wrong about rivers|The Paper Room|Dirk Aalto|maps
How a small library survived three floods|Under the City|Carla Reyes|done
Rye, water, salt, and one week of patience|Crumb and Crust|Ann Vale|cooking
Bridges that sing in the wind|Harbour Notes|Bo Lind|
Ask HN: How do you keep a reading list short?|Hacker News||later
The last hand-drawn railway timetable|The Paper Room|Dirk Aalto|maps
Notes from a lighthouse without a keeper|Harbour Notes|Bo Lind|queue
Seven ways to lose a key, and one to find it|Under the City|Carla Reyes|
Beans in tins: a defence|Crumb and Crust|Ann Vale|cooking
A map of every bench in town|The Paper Room|Dirk Aalto|maps
"""
"""Threads that fill a library: title, site, author, tags."""

_ARTICLE = """
I kept a notebook for a year before I wrote this down. The pages from the first month are mostly wrong. What I had taken
for a rule was the weather.

By March the pattern was plain enough to show to others, and two of them told me that their grandmothers knew it. That
is how these things go. Somebody measures what somebody else remembered.

There were three objections. The first was that it costs an evening. It does, and so does the other way, only later.

The second was that nobody will keep it up. I have asked eleven people who do. Nine of them began because of
a neighbour, and none because of a book.

The third objection is the good one. If it works for the wrong reason, it will stop working without a warning. I have no
answer to that, except that I look at the notebook on the first day of each month.

People ask what it looks like. It looks like very little. A list on the back of a door, a pencil and a date.

The oldest line in it is from a winter before I was born. Somebody copied it from an older door.

So this is a report and not advice. Try it where a mistake costs you an evening, and tell me what you find.
"""

_ANSWERS = (
    "My neighbour does the opposite, and hers works too.",
    "Which month was this? Ours did nothing until June.",
    "I measured it twice and got two numbers.",
    "The second paragraph should be on a sign somewhere.",
    "Could you put up the page from the notebook?",
    "We tried it on the island, where there is no gas.",
    "This explains a letter I never understood.",
    "I disagree about the weather, but not about the rest.",
    "Three winters now. It still surprises the children.",
    "There is an older version of this in the town archive.",
    "What happens if you leave out the first step?",
    "Nothing, for a week. Then everything.",
    "Thank you. I printed it and pinned it over the sink.",
)

_LINK = """
# A map of every drinking fountain, kept by whoever drinks

[fountains.example.org](https://fountains.example.org/) has 61,000, each with the day it last ran.

ann_vale: I run the page for our county, and the date is the whole idea. A tap on an official list is a claim. A tap
          that somebody used on Tuesday is a fact.

          We removed 400 that had been on the official list for years.
  tomas_o: > A tap that somebody used on Tuesday is a fact.

           Until Wednesday. What do you do about frost? Ours are shut off from November, and nobody goes to look.
    marta*: Winter closing is a field of its own since last year. The map greys out what was shut a year ago this week,
            and asks the first person who walks past.
      petra: It asked me in March. I was the first person past, the tap ran, and I have never felt so useful.
        tomas_o: All right, that is better than our council, which asks nobody.
        lindq: I would pay for a job that consists of walking past taps.
    bo_lind: You could ask the waterworks when they drain the line. They have to write it down anyway.
  rey: How many of the 400 came back?
    ann_vale: Eleven. Two of them I had removed by mistake, and both times somebody wrote to me within the day.
clockwatcher: Please, put the height of the spout on it. My daughter can use one in three, and I can use the other two.
  marta*: It is there: open a fountain, then “reach”. Few people have filled it in, so thank you for the push.
  jonas: And whether a bottle fits under it. A beautiful fountain that fills a hat is no use on a hot day.
dirk_aalto: I tried to add one and was asked for an account. I only wanted to say that the water was cold.
  edda: You can do it without one. The button is below the map, and looks like a mistake.
    dirk_aalto: Found it. It does look like a mistake.
kettle: Sixty thousand sounds like a lot until you look for one beside a motorway.
"""
_LINK_VOTES = (214, 96, 131, 88, 12, 45, 27, 19, 73, 342, 58, 140, 8, 31, 22, 64)
"""Votes of the replies to a link."""

_SAVED_FILTER = ("&", *"is:unread minutes:<3", "enter", "g", "&", *"short ones", "enter", "escape", "g", "g")
"""Keys that save a filter in the library, and go to its first thread."""


PICTURES = (
    Picture("first", (100, 24), is_empty=True),
    Picture("library", (160, 30), _SAVED_FILTER, has_more=True),
    Picture("library-tall", (100, 30), ("j", "t", "t"), has_more=True),
    Picture("second-save", (160, 45), is_second_save=True),
    Picture("palette", (100, 24), (":", *"coll")),
    Picture("wide", (160, 45)),
    Picture("link", (90, 40), is_link=True),
    Picture("votes", (90, 31), ("g", "v", "g", "g"), is_link=True),
    Picture("levels", (90, 34), ("5", "G"), is_link=True),
    Picture("dense", (90, 27), ("z", "d", "5", "G"), is_link=True),
    Picture("quote", (160, 45), ("6", "G", ">", "]", "q", ">")),
    Picture("light", (160, 45), ("7", "G", ">"), theme="light"),
    Picture("folded", (160, 24), ("z", "M")),
    Picture("search", (160, 45), ("/", *"published error", "enter")),
    Picture("export", (120, 30), ("7", "G", "s", "l", "j", "l")),
    Picture("help", (120, 45), ("?",)),
    Picture("medium", (100, 30), ("tab", "6", "G")),
    Picture("narrow", (60, 20), ("tab", "6", "G")),
    Picture("tiny", (40, 12), ("tab", "6", "G")),
    *(
        Picture(f"themes/{name}-{bits}", (100, 30), ("7", "G", ">"), name, colors)
        for bits, colors in _BITS.items()
        for name, theme in themes_in(colors).items()
        # Those of the terminal itself look the same with any number of colours.
        if colors is ColorSystem.TRUECOLOR or theme.paper.startswith("#")
    ),
)


TOUR: Sequence[tuple[Sequence[str], str]] = (
    ((), "A saved page: the article, and every reply as a tree"),
    (("space",), "space next page"),
    (("tab", "j", "j"), "tab switches to the replies, j goes to the next one"),
    (("]", "q"), "]q goes to the next quotation"),
    ((">",), "> leads to the words that it quotes"),
    (("ctrl+o",), "^o leads back"),
    (("z", "M"), "zM closes all branches: a row each"),
    (("l", "j", "j"), "l opens one"),
    (("z", "R", "/", *"saturday", "enter"), "/ searches the article and every reply"),
    (("escape", "&", *"is:op", "enter"), "&is:op shows what the author replied"),
    (("escape", "*", "."), "* stars a reply, . goes to the next unread one"),
)
"""Keys of the picture that moves, and what is said of each."""


def main(folder: Path) -> None:
    """Write every picture of a screen as SVG, and those of an exported page, which depend on the fonts here, as PNG."""
    (folder / "tour.svg").write_text(_draw_tour(), encoding="utf-8")
    for picture in PICTURES:
        with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
            start, greeting = None, ""
            if picture.is_second_save or picture.has_more:
                start, greeting = _save_twice(library)
            elif picture.is_link:
                _shelve_link(library)
            elif not picture.is_empty:
                library.import_page(FileSource(Path(NAME), content=sample_page()))
            if picture.has_more:
                _stock(library)
                start, greeting = None, ""
            # What somebody downloaded belongs on no picture.
            with patch("threadreader.tui.library_actions.find_downloads", lambda: Path("nowhere")):
                drawn = asyncio.run(_draw_all(library, picture, [picture.keys], start, greeting))[0]
        (folder / "themes").mkdir(parents=True, exist_ok=True)
        (folder / f"{picture.name}.svg").write_text(_of_its_own(drawn), encoding="utf-8")
    if missing := missing_programs():
        sys.stdout.write(f"no pictures of an exported page: {' and '.join(missing)} not installed\n")
        return
    with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
        number = library.import_page(FileSource(Path(NAME), content=sample_page())).entry.number
        draw_export(library.exported(number), folder)


def _stock(library: Library) -> None:
    """Put threads into a library, of several sites, some of them tagged, some read in part."""
    names = ("ann", "bob", "carla", "dirk", "edda")
    for number, row in enumerate(_SHELF.strip().splitlines()):
        title, site, author, tags = row.split("|")
        replies = "\n".join(
            f"{' ' * (each * 7 % 4)}{names[each * 3 % 5]}: {_ANSWERS[(number + each) % len(_ANSWERS)]}"
            for each in range(5 + number * 11 % 40)
        )
        paragraphs = "\n\n".join(_ARTICLE.strip().split("\n\n")[: 3 + number * 5 % 6])
        thread = sketch(f"# {title}\n\n{paragraphs}\n\n{replies}")
        day = date(2010 + number % 13, 1 + number % 12, 14)
        authors = (Author(author),) if author else ()
        article = replace(thread.article, authors=authors, published_at=Moment(day.isoformat(), day))
        shelved = shelve(library, replace(thread, article=article), site=site)
        library.change_tags({library.find(str(shelved)).page.id: (tags.split(), ())})
        if number % 4 == 1:
            seen = Progress(seen=frozenset(CommentId(f"c{each}") for each in range(1, number * 2)))
            library.save_progress(shelved, seen, Progress())


def _shelve_link(library: Library) -> None:
    """Put the thread of a link into a library, with votes and times."""
    drawn = voted(sketch(_LINK), *_LINK_VOTES)
    begun = datetime(2024, 5, 2, 7, 40)  # noqa: DTZ001 - on the clock of the site
    times = (begun + timedelta(minutes=9 * number + number**2) for number in itertools.count(1))
    posted = [Moment(time.isoformat(), time) for time in itertools.islice(times, len(drawn.comments))]
    comments = tuple(replace(each, posted_at=at) for each, at in zip(drawn.comments, posted, strict=True))
    article = replace(drawn.article, authors=(Author("marta"),), published_at=Moment(begun.isoformat(), begun))
    thread = Thread(article, comments)
    shelve(library, thread, link_quotes(thread), site="Tidepool", url="https://tidepool.example/t/61000")


def _save_twice(library: Library) -> tuple[Start, str]:
    """Import the sample as it was days before, read it, and import it as it is now: what `open` shows then."""
    page = sample_page().decode()
    newest = page.index('<li id="comment-127"')
    end = page.index("</ol><!-- .comment-list -->")
    removed = page[page.index('<li id="comment-120"') : page.index('<li id="comment-121"')].replace("120", "99")
    removed = removed.partition('<ol class="children">')[0] + "</li>"
    earlier = page[:newest] + removed + page[end:]
    for words, before in (
        ("31 thoughts", "27 thoughts"),
        ("In January it is five months slow.", "In January it is late."),
    ):
        earlier = earlier.replace(words, before)
    imported = library.import_page(FileSource(Path(NAME), content=earlier.encode()))
    number = imported.entry.number
    seen = frozenset(comment.id for comment in library.exported(number).thread.comments)
    library.save_progress(number, Progress(seen=seen), Progress(), opened=library.open_thread(number))
    changes = library.import_page(FileSource(Path(NAME), content=page.encode())).changes
    new = next(each for each in library.open_thread(number).skeleton.ids if each in changes.new)
    return Start(new), f"same thread: {changes}"


def _new_library(home: str) -> Library:
    minutes = itertools.count()
    return Library.open(
        find_paths(home), clock=lambda: datetime(2024, 5, 3, 14, tzinfo=UTC) + timedelta(minutes=next(minutes))
    )


def _draw_tour() -> str:
    with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
        library.import_page(FileSource(Path(NAME), content=sample_page()))
        drawings = asyncio.run(_draw_all(library, Picture("tour", (120, 30)), [keys for keys, _ in TOUR]))
    return join_frames([Frame(drawing, words) for drawing, (_, words) in zip(drawings, TOUR, strict=True)])


async def _draw_all(
    library: Library, picture: Picture, steps: Sequence[Sequence[str]], start: Start | None = None, greeting: str = ""
) -> Sequence[str]:
    """The screen after each of some rows of keys."""
    config = Config(theme=picture.theme)
    setup, _ = make_setup(config, colors=picture.colors, preferences=Preferences(toured=True))
    number = None if picture.is_empty or picture.has_more else 1
    app = ThreadreaderApp(library, config, setup, number=number, start=start, greeting=greeting)
    drawings = []
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        for keys in steps:
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            drawings.append(app.export_screenshot(title="threadreader"))
    return drawings


def _of_its_own(drawing: str) -> str:
    """Textual names a font on the web; a picture here asks nothing of a network, and its spaces count."""
    drawing = re.sub(r"\s*@font-face \{.*?\}", "", drawing, flags=re.DOTALL)
    drawing = drawing.replace("Fira Code, monospace", "DejaVu Sans Mono, Menlo, Consolas, monospace")
    return drawing.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "screenshots")
