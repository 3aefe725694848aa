"""The wiki of the Metadata working group, with each state a translation can be in."""

from .reading import both, earlier, text, without
from .records import Page, Revision

ROOT = both("wiki/metadata/root")

GUIDE = both("wiki/metadata/short-guide")
GUIDE_BEFORE_LIMITS = without(GUIDE["en"], "What we left out on purpose")
GUIDE_OF_THREE_FIELDS = {
    "en": earlier(
        GUIDE_BEFORE_LIMITS,
        ("in four fields.", "in three fields."),
        ("## The four fields", "## The three fields"),
        ("| How checked | read in full, sampled, not read | sampled |\n", ""),
        ("The last two are filled in by a person", "The last one is filled in by a person"),
        ("Change *Checked by* and *How checked*, and", "Change *Checked by*, and"),
        ("The four fields then go", "The three fields then go"),
    ),
    "fr": earlier(
        without(GUIDE["fr"], "Ce que nous avons laissé de côté"),
        ("en quatre champs.", "en trois champs."),
        ("## Les quatre champs", "## Les trois champs"),
        ("| Mode de vérification | lu en entier, lu par sondage, non lu | lu par sondage |\n", ""),
        ("Les deux derniers sont remplis par une personne", "Le dernier est rempli par une personne"),
        ("que *Vérifié par* et *Mode de vérification*.", "que *Vérifié par*."),
        ("Les quatre champs disparaissent alors", "Les trois champs disparaissent alors"),
    ),
}

CROSSWALK = text("wiki/metadata/crosswalk.en")
CROSSWALK_WITH_DATES = without(CROSSWALK, "A small example", "Open questions")
CROSSWALK_AT_FIRST = without(CROSSWALK_WITH_DATES, "Dates")

BIBLIOGRAPHY = both("wiki/metadata/bibliography")
BIBLIOGRAPHY_BEFORE_RUTH = earlier(
    BIBLIOGRAPHY["en"],
    (
        "- A short paper that asks readers what they do with a confidence number. "
        "They do nothing with it. *Read by Ruth.*\n",
        "",
    ),
    (
        "- The notes of a national cataloguing committee on authors who are not persons. *Read by Daniel.*\n",
        "",
    ),
)

QUALITY = both("wiki/metadata/ocr-quality")
QUALITY_WITH_A_NUMBER = earlier(
    without(QUALITY["en"], "Three words for the reader", "What changed in 2026"),
    (
        "## The number stays in the file",
        """## What we show

- The mean confidence of the page, as a percentage.
- The name of the engine and the date of the run.
- A link to the picture, always.

## The number stays in the file""",
    ),
)

MODELS = text("wiki/metadata/models-run.en")
MODELS_AT_FIRST = earlier(
    without(MODELS, "Energy"),
    (
        "| Leiden University Libraries | names in letters | open tool, with our own labels | 2025-10 | |\n",
        "",
    ),
)

BATCHES = text("wiki/metadata/batches.fr")

MINUTES = both("wiki/metadata/minutes")
MINUTES_BEFORE_NOVEMBER = earlier(MINUTES["en"], ("- [[Minutes, 10 November 2026]]\n", ""))
MINUTES_BEFORE_AUTUMN = earlier(
    MINUTES_BEFORE_NOVEMBER,
    ("- [[Minutes, 27 October 2026]]: London and Washington were four hours apart, not five.\n", ""),
    (": the same, in spring.", ": London and Washington were four hours apart, not five."),
)

PAGES = (
    Page(
        "metadata",
        "root",
        None,
        {"en": "Metadata wiki", "fr": "Wiki du groupe Métadonnées"},
        {"en": "wiki", "fr": "wiki"},
        {
            "en": (
                Revision("amina", 310, "First list of pages", "normal", without(ROOT["en"], "What we said")),
                Revision("ingrid", 60, "Adds the minutes", "normal", ROOT["en"]),
            ),
            "fr": (
                Revision(
                    "benoit",
                    300,
                    "Version française",
                    "normal",
                    without(ROOT["fr"], "Ce que nous avons dit"),
                    1,
                ),
                Revision("solene", 11.5, "Ajoute les comptes rendus", "normal", ROOT["fr"], 2),
            ),
        },
    ),
    # Up to date.
    Page(
        "metadata",
        "short-guide",
        None,
        {
            "en": "Marking machine-made metadata: the short guide",
            "fr": "Signaler les métadonnées produites par une machine : le guide court",
        },
        {"en": "short-guide", "fr": "guide-court"},
        {
            "en": (
                Revision("amina", 220, "First text", "normal", GUIDE_OF_THREE_FIELDS["en"]),
                Revision(
                    "ingrid",
                    13.27,
                    "A fourth field: how it was checked",
                    "normal",
                    GUIDE_BEFORE_LIMITS,
                ),
                Revision("ingrid", 12.9, "Says what we left out, and why", "normal", GUIDE["en"]),
            ),
            "fr": (
                Revision("benoit", 200, "Traduction", "normal", GUIDE_OF_THREE_FIELDS["fr"], 1),
                Revision(
                    "solene", 11.8, "Le quatrième champ et la dernière section", "normal", GUIDE["fr"], 3
                ),
            ),
        },
    ),
    # Not yet in French.
    Page(
        "metadata",
        "crosswalk",
        "short-guide",
        {"en": "Crosswalk to PREMIS and schema.org"},
        {"en": "crosswalk"},
        {
            "en": (
                Revision("tomas", 255, "A first table", "normal", CROSSWALK_AT_FIRST),
                Revision("tomas", 230, "Adds the rows for dates", "normal", CROSSWALK_WITH_DATES),
                Revision("femke", 4.3, "An example, and what we do not know", "normal", CROSSWALK),
            ),
        },
    ),
    # The French is behind.
    Page(
        "metadata",
        "bibliography",
        None,
        {"en": "Shared bibliography", "fr": "Bibliographie commune"},
        {"en": "bibliography", "fr": "bibliographie"},
        {
            "en": (
                Revision(
                    "amina", 140, "Moved here from the old spreadsheet", "normal", BIBLIOGRAPHY_BEFORE_RUTH
                ),
                Revision("ruth", 8.4, "Two more texts, with a sentence each", "normal", BIBLIOGRAPHY["en"]),
            ),
            "fr": (Revision("lucie", 118, "Traduction", "normal", BIBLIOGRAPHY["fr"], 1),),
        },
    ),
    # The French is out of date, and its readers are warned.
    Page(
        "metadata",
        "ocr-quality",
        None,
        {
            "en": "What OCR quality tells a reader",
            "fr": "Ce que la qualité de l’océrisation dit au lecteur",
        },
        {"en": "ocr-quality", "fr": "qualite-ocerisation"},
        {
            "en": (
                Revision("ruth", 400, "First text", "normal", QUALITY_WITH_A_NUMBER),
                Revision(
                    "ruth",
                    12.55,
                    "We no longer show the mean confidence: three words",
                    "major",
                    QUALITY["en"],
                ),
            ),
            "fr": (Revision("benoit", 370, "Traduction", "normal", QUALITY["fr"], 1),),
        },
    ),
    Page(
        "metadata",
        "models-run",
        None,
        {"en": "Which models we ran, and when"},
        {"en": "models-run"},
        {
            "en": (
                Revision("tomas", 15, "Starts the list", "normal", MODELS_AT_FIRST),
                Revision("femke", 6.7, "Leiden, and why there is no column for energy", "normal", MODELS),
            ),
        },
    ),
    # Born in French, not yet in English.
    Page(
        "metadata",
        "batches",
        None,
        {"fr": "Retrouver les notices produites par lot"},
        {"fr": "notices-par-lot"},
        {
            "fr": (
                Revision("benoit", 95, "Première version", "normal", without(BATCHES, "Annuler un lot")),
                Revision("benoit", 3.6, "Comment annuler un lot", "normal", BATCHES),
            ),
        },
    ),
    Page(
        "metadata",
        "minutes",
        None,
        {"en": "Minutes of our meetings", "fr": "Comptes rendus de nos réunions"},
        {"en": "minutes", "fr": "comptes-rendus"},
        {
            "en": (
                Revision("amina", 251.2, "One page per meeting from now on", "normal", MINUTES_BEFORE_AUTUMN),
                Revision("amina", 27, "27 October", "normal", MINUTES_BEFORE_NOVEMBER),
                Revision("amina", 13.29, "10 November", "normal", MINUTES["en"]),
            ),
            "fr": (Revision("solene", 12.1, "Version française", "normal", MINUTES["fr"], 3),),
        },
    ),
    Page(
        "metadata",
        "minutes-2026-11-10",
        "minutes",
        {"en": "Minutes, 10 November 2026", "fr": "Compte rendu du 10 novembre 2026"},
        {"en": "2026-11-10", "fr": "2026-11-10"},
        {
            "en": (
                Revision("amina", 13.3, "Minutes", "normal", text("wiki/metadata/minutes-2026-11-10.en")),
            ),
            "fr": (
                Revision(
                    "solene", 12, "Traduction", "normal", text("wiki/metadata/minutes-2026-11-10.fr"), 1
                ),
            ),
        },
    ),
    Page(
        "metadata",
        "minutes-2026-10-27",
        "minutes",
        {"en": "Minutes, 27 October 2026"},
        {"en": "2026-10-27"},
        {"en": (Revision("amina", 27.1, "Minutes", "normal", text("wiki/metadata/minutes-2026-10-27.en")),)},
    ),
    Page(
        "metadata",
        "minutes-2026-03-17",
        "minutes",
        {"en": "Minutes, 17 March 2026"},
        {"en": "2026-03-17"},
        {
            "en": (
                Revision(
                    "tomas",
                    251.3,
                    "Minutes",
                    "normal",
                    earlier(
                        text("wiki/metadata/minutes-2026-03-17.en"),
                        ("| Washington, Montréal | 12:00 |", "| Washington, Montréal | 11:00 |"),
                        ("| Los Angeles | 09:00 |", "| Los Angeles | 08:00 |"),
                    ),
                ),
                Revision(
                    "yolanda",
                    251,
                    "Our clocks had changed already: 12:00 and 09:00",
                    "normal",
                    text("wiki/metadata/minutes-2026-03-17.en"),
                ),
            ),
        },
    ),
)
