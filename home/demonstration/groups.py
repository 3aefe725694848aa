"""The groups. Their charters are in `texts/charters/`."""

from .people import PEOPLE
from .reading import both, sections
from .records import Asking, Group, Invited, Proposal, Steward

METADATA = Group(
    key="metadata",
    kind="working group",
    visibility="public",
    who_writes="members",
    cloth="petrol",
    source_language="en",
    name={"en": "Metadata", "fr": "Métadonnées"},
    slug={"en": "metadata", "fr": "metadonnees"},
    purpose={
        "en": "How catalogues can say, plainly and for good, which words were proposed by a machine "
        "and which were checked by a person.",
        "fr": "Comment un catalogue peut dire, clairement et durablement, ce qu’une machine a proposé "
        "et ce qu’une personne a vérifié.",
    },
    charter=both("charters/metadata"),
    more=sections("charters/metadata-more"),
    join_policy="request",
    asking=(
        Asking(
            "marcus",
            "We have 300,000 captions proposed by a model and no field to say so. "
            "I would like to listen first.",
            3,
        ),
        Asking(
            "thibaud",
            "Je travaille sur la provenance des attributions ; une collègue m’a envoyé le petit guide.",
            1.2,
        ),
    ),
    invited=(
        Invited("amina", "m.okafor@library.example", "en", 2),
        Invited("ingrid", "archives@ville.example", "fr", 9),
    ),
    meets={
        "en": "Every second Tuesday, one hour, at 16:00 in London.",
        "fr": "Un mardi sur deux, pendant une heure, à 16 h à Londres.",
    },
    begun="2021-01-12",
    photo={
        "en": "A card catalogue of twenty-four drawers; one is open and shows its cards.",
        "fr": "Un fichier de vingt-quatre tiroirs ; l’un est ouvert et laisse voir ses fiches.",
    },
    stewards=(
        Steward("amina", "co-chair", 2024),
        Steward("ingrid", "co-chair", 2025),
        Steward("ruth", "chair", 2021, until=2023),
        Steward("tomas", "co-chair", 2022, until=2024),
    ),
    members=(
        "amina", "ingrid", "benoit", "ruth", "tomas", "femke", "koen", "moussa", "solene", "daniel",
        "yolanda", "grace", "gareth", "marieeve", "priya", "lachlan", "wiremu", "lucie", "torbjorn", "helene",
    ),
)  # fmt: skip

FRANCOPHONE = Group(
    key="francophone",
    kind="chapter",
    visibility="public",
    who_writes="members",
    cloth="madder",
    source_language="fr",
    name={"en": "Chapitre francophone", "fr": "Chapitre francophone"},
    slug={"en": "chapitre-francophone", "fr": "chapitre-francophone"},
    purpose={
        "en": "Sharing what we learn about artificial intelligence, translating what exists and "
        "training our colleagues, in French.",
        "fr": "Partager nos expériences de l’intelligence artificielle, traduire ce qui existe et "
        "former nos collègues, en français.",
    },
    charter=both("charters/francophone"),
    more=sections("charters/francophone-more"),
    meets={
        "en": "The first Thursday of the month, at 14:00 in Paris; in French.",
        "fr": "Le premier jeudi du mois, à 14 h à Paris.",
    },
    begun="2022-06-01",
    stewards=(
        Steward("solene", "steward", 2022),
        Steward("marieeve", "steward", 2022, until=2023),
        Steward("moussa", "steward", 2024),
        Steward("lucie", "steward", 2025),
    ),
    members=(
        "solene", "moussa", "lucie", "benoit", "helene", "thibaud", "coumba", "ousseynou", "marieeve",
        "koen", "priya", "femke", "amina", "philippa",
    ),
)  # fmt: skip

SPEECH = Group(
    key="speech-to-text",
    kind="working group",
    visibility="public",
    who_writes="members",
    cloth="forest",
    source_language="en",
    name={"en": "Speech-to-Text", "fr": "Transcription de la parole"},
    slug={"en": "speech-to-text", "fr": "transcription-de-la-parole"},
    purpose={
        "en": "What a transcript must say about itself: who or what listened, when, and how well.",
        "fr": "Ce qu’une transcription doit dire d’elle-même : qui a écouté, personne ou machine, "
        "quand, et avec quel résultat.",
    },
    charter=both("charters/speech-to-text"),
    meets={
        "en": "Once a month; the date is chosen in the discussions.",
        "fr": "Une fois par mois ; la date se choisit dans les discussions.",
    },
    begun="2024",
    stewards=(Steward("koen", "chair", 2024),),
    members=("koen", "lachlan", "ruth", "amina", "solene", "grace", "daniel", "ousseynou", "torbjorn"),
)

TEACHING = Group(
    key="teaching",
    kind="working group",
    visibility="public",
    who_writes="members",
    cloth="plum",
    source_language="en",
    name={"en": "Teaching and Learning", "fr": "Enseigner et apprendre"},
    slug={"en": "teaching-and-learning", "fr": "enseigner-et-apprendre"},
    purpose={
        "en": "Lessons about AI that a librarian, an archivist or a curator can give to colleagues, "
        "with their own collections.",
        "fr": "Des leçons sur l’IA que l’on peut donner à ses collègues, avec ses propres collections.",
    },
    charter=both("charters/teaching"),
    join_policy="request",
    meets={
        "en": "The last Wednesday of the month, at 15:00 in London.",
        "fr": "Le dernier mercredi du mois, à 15 h à Londres.",
    },
    begun="2023",
    stewards=(Steward("grace", "co-chair", 2023), Steward("lucie", "co-chair", 2025)),
    members=(
        "grace", "lucie", "chloe", "moussa", "thibaud", "narelle", "gareth", "yolanda", "priya", "amina",
    ),
)  # fmt: skip

NER = Group(
    key="ner",
    kind="working group",
    visibility="public",
    who_writes="members",
    cloth="umber",
    source_language="en",
    name={"en": "Named Entity Recognition", "fr": "Reconnaissance d’entités nommées"},
    slug={"en": "named-entity-recognition", "fr": "entites-nommees"},
    purpose={
        "en": "Finding people, places and institutions in old texts, and linking them to authority "
        "files without inventing anyone.",
        "fr": "Trouver les personnes, les lieux et les institutions dans les textes anciens, et les lier "
        "aux fichiers d’autorité sans inventer personne.",
    },
    charter=both("charters/ner"),
    meets={"en": "", "fr": ""},
    begun="2024",
    stewards=(Steward("femke", "chair", 2024),),
    members=("femke", "moussa", "thibaud", "ruth", "tomas", "yolanda", "marcus", "wiremu", "benoit"),
)

AUSTRALIA = Group(
    key="australia-aotearoa",
    kind="chapter",
    visibility="public",
    who_writes="members",
    cloth="slate",
    source_language="en",
    name={"en": "Australia and Aotearoa New Zealand", "fr": "Australie et Aotearoa Nouvelle-Zélande"},
    slug={"en": "australia-aotearoa", "fr": "australie-aotearoa"},
    purpose={
        "en": "Collaboration, ethics and skills for the collecting institutions of our two countries.",
        "fr": "Collaboration, éthique et compétences pour les institutions patrimoniales de nos deux pays.",
    },
    charter=both("charters/australia-aotearoa"),
    meets={
        "en": "Every second month, on a Thursday, at 13:00 in Canberra.",
        "fr": "Tous les deux mois, un jeudi, à 13 h à Canberra.",
    },
    begun="2019",
    stewards=(Steward("lachlan", "co-chair", 2023), Steward("wiremu", "co-chair", 2024)),
    members=("lachlan", "wiremu", "narelle", "philippa", "solene"),
)

WASHINGTON = Group(
    key="washington-dc",
    kind="chapter",
    visibility="public",
    who_writes="members",
    cloth="forest",
    source_language="en",
    name={"en": "Washington DC", "fr": "Washington"},
    slug={"en": "washington-dc", "fr": "washington"},
    purpose={
        "en": "Colleagues of one city who can meet in one room, and who write down what they said there.",
        "fr": "Des collègues d’une même ville, qui peuvent se réunir dans une même salle et qui "
        "écrivent ce qui s’y est dit.",
    },
    charter=both("charters/washington-dc"),
    meets={"en": "In person, every three months or so.", "fr": "Sur place, tous les trois mois environ."},
    begun="2025",
    stewards=(Steward("daniel", "chair", 2025),),
    members=("daniel", "yolanda", "marcus", "tomas", "priya"),
)

COMMUNITY = Group(
    key="community",
    kind="community",
    visibility="public",
    who_writes="everyone",
    cloth="petrol",
    source_language="en",
    name={"en": "AI4LAM community", "fr": "Communauté AI4LAM"},
    slug={"en": "community", "fr": "communaute"},
    purpose={
        "en": "Announcements, open discussion, and the pages that belong to all of us.",
        "fr": "Les annonces, la discussion ouverte et les pages qui appartiennent à tout le monde.",
    },
    charter=both("charters/community"),
    meets={"en": "", "fr": ""},
    begun="2018",
    stewards=(Steward("admin", "steward", 2025), Steward("amina", "steward", 2025)),
    members=tuple(person.key for person in PEOPLE),
)

SECRETARIAT = Group(
    key="secretariat",
    kind="committee",
    visibility="public",
    who_writes="members",
    cloth="umber",
    source_language="en",
    name={"en": "Secretariat", "fr": "Secrétariat"},
    slug={"en": "secretariat", "fr": "secretariat"},
    purpose={
        "en": "From 2019 to 2025 it kept the network going; what it wrote is kept here as an archive.",
        "fr": "De 2019 à 2025, il a fait vivre le réseau ; ce qu’il a écrit est conservé ici.",
    },
    charter=both("charters/secretariat"),
    meets={"en": "", "fr": ""},
    begun="2019",
    ended="2026-01-01",
    stewards=(
        Steward("torbjorn", "chair", 2023),
        Steward("daniel", "chair", 2019, until=2022),
        Steward("yolanda", "co-chair", 2024, until=2024),
    ),
    members=("torbjorn", "daniel", "yolanda", "solene", "ruth", "tomas", "moussa"),
)

BOARD = Group(
    key="board",
    kind="committee",
    visibility="listed",
    who_writes="members",
    cloth="slate",
    source_language="en",
    name={"en": "Board", "fr": "Conseil"},
    slug={"en": "board", "fr": "conseil"},
    purpose={
        "en": "The Board of the association; only its members know what is said here.",
        "fr": "Le conseil de l’association ; ce qui s’y dit reste entre ses membres.",
    },
    charter=both("charters/board"),
    join_policy="invitation",
    meets={"en": "Every second month.", "fr": "Tous les deux mois."},
    begun="2026",
    stewards=(Steward("torbjorn", "chair", 2026),),
    members=("torbjorn", "yolanda", "femke", "helene"),
)

PROGRAMME = Group(
    key="programme-2026",
    kind="committee",
    visibility="hidden",
    who_writes="members",
    cloth="plum",
    source_language="en",
    name={
        "en": "Programme committee, Fantastic Futures 2026",
        "fr": "Comité de programme, Les Futurs fantastiques 2026",
    },
    slug={"en": "programme-2026", "fr": "programme-2026"},
    purpose={
        "en": "Reading the proposals for Trust in the Loop, Washington DC, 14 to 18 September 2026.",
        "fr": "Lire les propositions pour « Trust in the Loop », à Washington, du 14 au 18 septembre 2026.",
    },
    charter=both("charters/programme-2026"),
    meets={"en": "", "fr": ""},
    begun="2026",
    stewards=(Steward("marcus", "chair", 2026),),
    members=("marcus", "daniel", "yolanda", "ingrid", "lucie", "wiremu"),
)

GROUPS = (
    COMMUNITY,
    METADATA,
    FRANCOPHONE,
    SPEECH,
    TEACHING,
    NER,
    AUSTRALIA,
    WASHINGTON,
    SECRETARIAT,
    BOARD,
    PROGRAMME,
)

PROPOSALS = (
    Proposal(
        "marieeve",
        {"en": "Maps and plans", "fr": "Cartes et plans"},
        {
            "en": "Reading places from old maps, and saying how sure we are of each.",
            "fr": "Lire les lieux des cartes anciennes, et dire avec quelle certitude.",
        },
        "working group",
        "fr",
        "Quatre établissements de trois pays y travaillent déjà, chacun de son côté : Montréal, Paris, Leyde et "
        "Washington. Nous aimerions comparer nos essais dans les deux langues.",
        5,
    ),
)
