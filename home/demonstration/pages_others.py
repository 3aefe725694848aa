"""The small wikis: those of the other groups and of the committees."""

from .reading import both, earlier, text, without
from .records import Page, Revision

WIKI = {"en": "wiki", "fr": "wiki"}


def root(group: str, en: str, fr: str, author: str, translator: str, days_ago: float) -> Page:
    """The front page of a wiki, translated three days after it was written."""
    body = both(f"wiki/{group}/root")
    return Page(
        group,
        "root",
        None,
        {"en": en, "fr": fr},
        WIKI,
        {
            "en": (Revision(author, days_ago, "First text", "normal", body["en"]),),
            "fr": (Revision(translator, days_ago - 3, "Version française", "normal", body["fr"], 1),),
        },
    )


FIELDS = both("wiki/speech-to-text/fields")
FIELDS_OF_ONE_LANGUAGE = earlier(
    without(FIELDS["en"], "An example from a radio archive"),
    ("| Languages heard | fr, wo |", "| Language heard | fr |"),
    (
        "*Languages heard* is a list. In an interview people change language in the middle of a sentence, and a "
        "tool that knows one language writes nothing for the other.\n\n",
        "",
    ),
)

SPEECH = (
    root(
        "speech-to-text",
        "Speech-to-Text wiki",
        "Wiki de la transcription de la parole",
        "koen",
        "solene",
        260,
    ),
    # The French is behind.
    Page(
        "speech-to-text",
        "fields",
        None,
        {
            "en": "Fields that say where a transcript came from",
            "fr": "Les champs qui disent d’où vient une transcription",
        },
        {"en": "provenance-fields", "fr": "champs-de-provenance"},
        {
            "en": (
                Revision("koen", 240, "Five fields, and three that help", "normal", FIELDS_OF_ONE_LANGUAGE),
                Revision(
                    "koen",
                    1.3,
                    "Languages heard is now a list; an example from a radio archive",
                    "normal",
                    FIELDS["en"],
                ),
            ),
            "fr": (Revision("solene", 190, "Traduction", "normal", FIELDS["fr"], 1),),
        },
    ),
    Page(
        "speech-to-text",
        "consent",
        None,
        {"en": "Asking people who were recorded"},
        {"en": "asking-people"},
        {
            "en": (
                Revision(
                    "lachlan",
                    130,
                    "First text",
                    "normal",
                    without(text("wiki/speech-to-text/consent.en"), "When nobody can be found"),
                ),
                Revision(
                    "lachlan",
                    41,
                    "When nobody can be found",
                    "normal",
                    text("wiki/speech-to-text/consent.en"),
                ),
            ),
        },
    ),
)

LINES = both("wiki/teaching/forty-lines")

TEACHING = (
    root("teaching", "Teaching and Learning wiki", "Wiki Enseigner et apprendre", "grace", "lucie", 420),
    Page(
        "teaching",
        "first-workshop",
        None,
        {"en": "A first workshop in one hour", "fr": "Un premier atelier en une heure"},
        {"en": "first-workshop", "fr": "premier-atelier"},
        {
            "en": (Revision("grace", 400, "First text", "normal", text("wiki/teaching/first-workshop.en")),),
            "fr": (
                Revision("chloe", 280, "Traduction", "normal", text("wiki/teaching/first-workshop.fr"), 1),
            ),
        },
    ),
    # Both have moved on.
    Page(
        "teaching",
        "forty-lines",
        None,
        {"en": "Exercise: correct forty lines", "fr": "Exercice : corriger quarante lignes"},
        {"en": "forty-lines", "fr": "quarante-lignes"},
        {
            "en": (
                Revision(
                    "gareth",
                    330,
                    "First text",
                    "normal",
                    earlier(
                        LINES["en"],
                        (" Keep them with the date: the next group will need to know them.", ""),
                    ),
                ),
                Revision("narelle", 26, "Keep the guidelines", "normal", LINES["en"]),
            ),
            "fr": (
                Revision(
                    "thibaud",
                    300,
                    "Traduction",
                    "normal",
                    earlier(LINES["fr"], (", plus encore si l’écriture est du XVIIᵉ siècle", "")),
                    1,
                ),
                Revision("chloe", 10.5, "Ce que nous avons vu avec le XVIIᵉ siècle", "normal", LINES["fr"]),
            ),
        },
    ),
    Page(
        "teaching",
        "chatbot",
        None,
        {"en": "Asking a chatbot about your own collection"},
        {"en": "chatbot"},
        {
            "en": (
                Revision(
                    "yolanda",
                    75,
                    "Tried once",
                    "normal",
                    earlier(
                        text("wiki/teaching/chatbot.en"),
                        ("| The same archive, 2026 | 5 | 3 | 2 |\n", ""),
                        ("| A museum library, 2026 | 6 | 4 | 0 |\n", ""),
                        ("was described three times", "was described"),
                    ),
                ),
                Revision("narelle", 16.4, "Two more trials", "normal", text("wiki/teaching/chatbot.en")),
            ),
        },
    ),
)

LABELS = both("wiki/ner/labels")

NER = (
    root(
        "ner", "Named Entity Recognition wiki", "Wiki de la reconnaissance d’entités", "femke", "moussa", 200
    ),
    Page(
        "ner",
        "labels",
        None,
        {"en": "Six labels, and when to use them", "fr": "Six étiquettes, et quand les employer"},
        {"en": "six-labels", "fr": "six-etiquettes"},
        {
            "en": (
                Revision("femke", 190, "First text", "normal", without(LABELS["en"], "Titles and women")),
                Revision("ruth", 70, "Adds what to do with “Mrs”", "normal", LABELS["en"]),
            ),
            "fr": (
                Revision(
                    "moussa",
                    160,
                    "Traduction",
                    "normal",
                    without(LABELS["fr"], "Les titres et les femmes"),
                    1,
                ),
                Revision("thibaud", 61, "Les titres et les femmes", "normal", LABELS["fr"], 2),
            ),
        },
    ),
    Page(
        "ner",
        "not-linking",
        None,
        {"en": "When not to link a name", "fr": "Quand ne pas lier un nom"},
        {"en": "not-linking", "fr": "ne-pas-lier"},
        {
            "en": (Revision("yolanda", 110, "First text", "normal", text("wiki/ner/not-linking.en")),),
            "fr": (Revision("moussa", 88, "Traduction", "normal", text("wiki/ner/not-linking.fr"), 1),),
        },
    ),
)

CARE = both("wiki/australia-aotearoa/care")

AUSTRALIA = (
    root(
        "australia-aotearoa",
        "Wiki of the chapter",
        "Wiki du chapitre",
        "lachlan",
        "philippa",
        360,
    ),
    # The French is behind.
    Page(
        "australia-aotearoa",
        "care",
        None,
        {"en": "CARE before copying", "fr": "CARE avant toute copie"},
        {"en": "care", "fr": "care"},
        {
            "en": (
                Revision(
                    "wiremu", 320, "First text", "normal", without(CARE["en"], "When there is no answer")
                ),
                Revision("wiremu", 36, "When there is no answer", "normal", CARE["en"]),
            ),
            "fr": (Revision("solene", 250, "Traduction", "normal", CARE["fr"], 1),),
        },
    ),
    Page(
        "australia-aotearoa",
        "energy",
        None,
        {"en": "What a transcription run costs in energy"},
        {"en": "energy"},
        {
            "en": (
                Revision(
                    "lachlan", 58.5, "Measured at last", "normal", text("wiki/australia-aotearoa/energy.en")
                ),
            ),
        },
    ),
)

WASHINGTON = (
    root("washington-dc", "Wiki of the chapter", "Wiki du chapitre", "daniel", "priya", 230),
    Page(
        "washington-dc",
        "june-2026",
        None,
        {"en": "Meeting of June 2026: the queue at the scanner"},
        {"en": "june-2026"},
        {"en": (Revision("daniel", 160, "Notes", "normal", text("wiki/washington-dc/june.en")),)},
    ),
    Page(
        "washington-dc",
        "hosting",
        None,
        {"en": "How to host a meeting"},
        {"en": "hosting"},
        {"en": (Revision("yolanda", 205, "First text", "normal", text("wiki/washington-dc/hosting.en")),)},
    ),
)

DID = both("wiki/secretariat/did")

COMMITTEES = (
    root("secretariat", "Papers of the Secretariat", "Papiers du Secrétariat", "torbjorn", "solene", 345),
    Page(
        "secretariat",
        "did",
        None,
        {"en": "What the Secretariat did, 2019–2025", "fr": "Ce que le Secrétariat a fait, 2019-2025"},
        {"en": "what-it-did", "fr": "ce-qu-il-a-fait"},
        {
            "en": (Revision("torbjorn", 340, "Written at the end", "normal", DID["en"]),),
            "fr": (Revision("solene", 337, "Traduction", "normal", DID["fr"], 1),),
        },
    ),
    root("board", "Papers of the Board", "Papiers du conseil", "torbjorn", "helene", 180),
    Page(
        "board",
        "fee",
        None,
        {"en": "Three ways to set the membership fee"},
        {"en": "membership-fee"},
        {
            "en": (
                Revision(
                    "femke", 66, "Draft", "normal", without(text("wiki/board/fee.en"), "A floor of nothing")
                ),
                Revision("torbjorn", 44, "A step at zero", "normal", text("wiki/board/fee.en")),
            ),
        },
    ),
    root(
        "programme-2026",
        "Papers of the programme committee",
        "Papiers du comité de programme",
        "marcus",
        "lucie",
        300,
    ),
    Page(
        "programme-2026",
        "reading",
        None,
        {"en": "How we read proposals", "fr": "Comment nous lisons les propositions"},
        {"en": "reading-proposals", "fr": "lire-les-propositions"},
        {
            "en": (Revision("marcus", 290, "First text", "normal", text("wiki/programme-2026/reading.en")),),
            "fr": (
                Revision("lucie", 284, "Traduction", "normal", text("wiki/programme-2026/reading.fr"), 1),
            ),
        },
    ),
)

PAGES = SPEECH + TEACHING + NER + AUSTRALIA + WASHINGTON + COMMITTEES
