"""Pages of the community's wiki."""

from .pages_others import root
from .reading import both, earlier, without
from .records import Page, Revision

CONDUCT = both("wiki/community/conduct")
EDITIONS = both("wiki/community/editions")
WRITING = both("wiki/community/writing")

PAGES = (
    root("community", "Community wiki", "Wiki de la communauté", "admin", "benoit", 310),
    Page(
        "community",
        "conduct",
        None,
        {"en": "Code of conduct", "fr": "Code de conduite"},
        {"en": "code-of-conduct", "fr": "code-de-conduite"},
        {
            "en": (
                Revision("amina", 308, "First text", "normal", without(CONDUCT["en"], "What can happen")),
                Revision("admin", 150, "Says what can happen", "major", CONDUCT["en"]),
            ),
            "fr": (
                Revision(
                    "marieeve", 303, "Traduction", "normal", without(CONDUCT["fr"], "Ce qui peut arriver"), 1
                ),
                Revision("marieeve", 149, "Ce qui peut arriver", "normal", CONDUCT["fr"], 2),
            ),
        },
    ),
    Page(
        "community",
        "editions",
        None,
        {"en": "Fantastic Futures: every edition", "fr": "Les Futurs fantastiques : toutes les éditions"},
        {"en": "fantastic-futures", "fr": "futurs-fantastiques"},
        {
            "en": (
                Revision("gareth", 305, "The table", "normal", without(EDITIONS["en"], "Notes")),
                Revision("lachlan", 270, "Adds three notes", "normal", EDITIONS["en"]),
            ),
            "fr": (
                Revision("lucie", 298, "Traduction", "normal", without(EDITIONS["fr"], "Notes"), 1),
                Revision("chloe", 244, "Les notes", "normal", EDITIONS["fr"], 2),
            ),
        },
    ),
    Page(
        "community",
        "writing",
        None,
        {"en": "How to write here", "fr": "Comment écrire ici"},
        {"en": "how-to-write", "fr": "comment-ecrire"},
        {
            "en": (Revision("amina", 306, "First text", "normal", WRITING["en"]),),
            "fr": (
                Revision(
                    "benoit",
                    301,
                    "Traduction",
                    "normal",
                    earlier(
                        WRITING["fr"], ("sigles que seul votre bâtiment", "sigles que seuls votre bâtiment")
                    ),
                    1,
                ),
                Revision("helene", 97, "Une coquille", "minor", WRITING["fr"]),
            ),
        },
    ),
)
