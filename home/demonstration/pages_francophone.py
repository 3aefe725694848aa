"""The wiki of the Chapitre francophone: born in French."""

from .reading import both, earlier, text, without
from .records import Page, Revision

ROOT = both("wiki/francophone/root")

PLANNING = both("wiki/francophone/planning")
PLANNING_BEFORE_ENERGY = earlier(
    PLANNING["en"],
    (", and name the person who will check a sample each month,", ""),
    (
        "Computing costs little beside people’s time, but ask your provider for its energy use and write it "
        "in the report.",
        "Computing itself costs little beside people’s time.",
    ),
)

GLOSSARY = text("wiki/francophone/glossary.fr")
GLOSSARY_WITHOUT_REFERENCES = without(GLOSSARY, "Renvois")
GLOSSARY_AT_FIRST = earlier(
    GLOSSARY_WITHOUT_REFERENCES,
    (
        "| Apprentissage profond | Apprentissage automatique qui empile beaucoup de couches de calcul. "
        "« Profond » ne veut pas dire savant. | deep learning |\n",
        "",
    ),
)

CHARTER = both("wiki/francophone/charter")
CHARTER_OF_2022 = earlier(
    without(CHARTER["fr"], "La place des personnes absentes"),
    (" L’une d’elles au moins exerce hors de France.", ""),
)

REGISTERS = text("wiki/francophone/registers.fr")

CORPORA = both("wiki/francophone/corpora")

PAGES = (
    Page(
        "francophone",
        "root",
        None,
        {"en": "Wiki of the Chapitre francophone", "fr": "Wiki du Chapitre francophone"},
        {"en": "wiki", "fr": "wiki"},
        {
            "fr": (
                Revision(
                    "solene", 500, "Ouverture du wiki", "normal", without(ROOT["fr"], "Vie du chapitre")
                ),
                Revision("lucie", 18, "Ajoute la vie du chapitre", "normal", ROOT["fr"]),
            ),
            "en": (
                Revision(
                    "priya",
                    480,
                    "In English, for the other groups",
                    "normal",
                    without(ROOT["en"], "Life of the chapter"),
                    1,
                ),
                Revision("priya", 16, "Follows the French", "normal", ROOT["en"], 2),
            ),
        },
    ),
    # Two paragraphs to review in French.
    Page(
        "francophone",
        "planning",
        None,
        {
            "en": "Planning AI projects in libraries, archives and museums",
            "fr": "Planification de projets IA dans les GLAM",
        },
        {"en": "planning", "fr": "planification"},
        {
            "en": (
                Revision("priya", 430, "First text", "normal", PLANNING_BEFORE_ENERGY),
                Revision("amina", 2.1, "Who checks, and when; energy", "normal", PLANNING["en"]),
            ),
            "fr": (
                Revision(
                    "lucie",
                    390,
                    "Traduction",
                    "normal",
                    earlier(PLANNING["fr"], ("prononcer au guichet", "pronnoncer au guichet")),
                    1,
                ),
                Revision("helene", 53, "Une coquille", "minor", PLANNING["fr"]),
            ),
        },
    ),
    Page(
        "francophone",
        "glossary",
        None,
        {"fr": "Glossaire de l’IA pour les métiers du patrimoine"},
        {"fr": "glossaire"},
        {
            "fr": (
                Revision("helene", 350, "Les quinze premiers mots", "normal", GLOSSARY_AT_FIRST),
                Revision("moussa", 32.1, "« Apprentissage profond »", "normal", GLOSSARY_WITHOUT_REFERENCES),
                Revision("moussa", 5.2, "Deux renvois", "normal", GLOSSARY),
            ),
        },
    ),
    # The French has moved ahead of the English.
    Page(
        "francophone",
        "charter",
        None,
        {"en": "Charter of the chapter", "fr": "Charte du chapitre"},
        {"en": "charter", "fr": "charte"},
        {
            "fr": (
                Revision("solene", 495, "Texte approuvé en juin 2022", "normal", CHARTER_OF_2022),
                Revision("moussa", 9.3, "Le secrétariat, et les personnes absentes", "normal", CHARTER["fr"]),
            ),
            "en": (Revision("priya", 470, "Translation", "normal", CHARTER["en"], 1),),
        },
    ),
    Page(
        "francophone",
        "translating",
        None,
        {"fr": "Traduire une page : nos habitudes"},
        {"fr": "traduire-une-page"},
        {
            "fr": (
                Revision("lucie", 210, "Première version", "normal", text("wiki/francophone/translating.fr")),
            ),
        },
    ),
    Page(
        "francophone",
        "registers",
        None,
        {"fr": "Registres paroissiaux : trois essais comparés"},
        {"fr": "registres-paroissiaux"},
        {
            "fr": (
                Revision(
                    "solene", 22, "Les résultats", "normal", without(REGISTERS, "Ce que nous ne savons pas")
                ),
                Revision("benoit", 0.9, "Ce que nous ne savons pas encore", "normal", REGISTERS),
            ),
        },
    ),
    # Up to date, after one round.
    Page(
        "francophone",
        "corpora",
        None,
        {"en": "Our corpora in French", "fr": "Nos corpus en français"},
        {"en": "corpora", "fr": "corpus"},
        {
            "fr": (
                Revision("solene", 160, "Première liste", "normal", without(CORPORA["fr"], "Ce qui manque")),
                Revision("coumba", 24, "Ce qui manque", "normal", CORPORA["fr"]),
            ),
            "en": (
                Revision(
                    "koen",
                    150,
                    "For the Speech-to-Text group",
                    "normal",
                    without(CORPORA["en"], "What is missing"),
                    1,
                ),
                Revision("priya", 20, "Follows the French", "normal", CORPORA["en"], 2),
            ),
        },
    ),
    Page(
        "francophone",
        "minutes-2026-11-05",
        None,
        {"fr": "Compte rendu de la rencontre du 5 novembre 2026"},
        {"fr": "2026-11-05"},
        {
            "fr": (
                Revision(
                    "lucie", 18.2, "Compte rendu", "normal", text("wiki/francophone/minutes-2026-11-05.fr")
                ),
            ),
        },
    ),
)
