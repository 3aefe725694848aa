"""Who is here: real institutions, invented people."""

from .records import Organisation, OrganisationApplication, OrganisationRole, Person

ORGANISATIONS = (
    Organisation("nln", "National Library of Norway", "NO", "library", "https://www.nb.no/"),
    Organisation("loc", "Library of Congress", "US", "library", "https://www.loc.gov/"),
    Organisation(
        "stanford", "Stanford University Libraries", "US", "library", "https://library.stanford.edu/"
    ),
    Organisation("bnf", "Bibliothèque nationale de France", "FR", "library", "https://www.bnf.fr/"),
    Organisation("chartes", "École nationale des chartes", "FR", "university", "https://www.chartes.psl.eu/"),
    Organisation("smithsonian", "Smithsonian Institution", "US", "museum", "https://www.si.edu/"),
    Organisation("bl", "British Library", "GB", "library", "https://www.bl.uk/"),
    Organisation(
        "saclay", "Université Paris-Saclay", "FR", "university", "https://www.universite-paris-saclay.fr/"
    ),
    Organisation("ia-canada", "Internet Archive Canada", "CA", "archive"),
    Organisation(
        "nfsa", "National Film and Sound Archive of Australia", "AU", "archive", "https://www.nfsa.gov.au/"
    ),
    Organisation("nga", "National Gallery of Art", "US", "museum", "https://www.nga.gov/"),
    Organisation("yale", "Yale Library", "US", "library", "https://library.yale.edu/"),
    Organisation("michigan", "University of Michigan Library", "US", "library", "https://www.lib.umich.edu/"),
    Organisation(
        "stony-brook", "Stony Brook University Libraries", "US", "library", "https://library.stonybrook.edu/"
    ),
    Organisation(
        "leiden", "Leiden University Libraries", "NL", "library", "https://www.library.universiteitleiden.nl/"
    ),
    Organisation("rijksmuseum", "Rijksmuseum", "NL", "museum", "https://www.rijksmuseum.nl/"),
    Organisation("europeana", "Europeana Foundation", "NL", "other", "https://www.europeana.eu/"),
    Organisation(
        "banq", "Bibliothèque et Archives nationales du Québec", "CA", "library", "https://www.banq.qc.ca/"
    ),
    Organisation("ucad", "Université Cheikh Anta Diop de Dakar", "SN", "university", "https://www.ucad.sn/"),
    Organisation("nla", "National Library of Australia", "AU", "library", "https://www.nla.gov.au/"),
    Organisation("natlib-nz", "National Library of New Zealand", "NZ", "library", "https://natlib.govt.nz/"),
)

ROLES = (
    # The seven members of June 2024, with the years of the Secretariat itself.
    OrganisationRole("loc", "secretariat", "2019", "2025"),
    OrganisationRole("nln", "secretariat", "2019", "2025"),
    OrganisationRole("stanford", "secretariat", "2019", "2025"),
    OrganisationRole("bnf", "secretariat", "2019", "2025"),
    OrganisationRole("chartes", "secretariat", "2019", "2025"),
    OrganisationRole("smithsonian", "secretariat", "2019", "2025"),
    OrganisationRole("bl", "secretariat", "2019", "2025"),
    OrganisationRole("loc", "co-chair", "2024", "2024"),
    OrganisationRole("smithsonian", "co-chair", "2024", "2024"),
    OrganisationRole("yale", "founding member", "2026"),
    OrganisationRole("michigan", "founding member", "2026"),
    OrganisationRole("leiden", "founding member", "2026"),
    OrganisationRole("rijksmuseum", "founding member", "2026"),
    OrganisationRole("europeana", "founding member", "2026"),
    OrganisationRole("stony-brook", "founding member", "2026"),
    OrganisationRole("nln", "host", "2018-12-05", "2018-12-05", "Fantastic Futures 2018, Oslo"),
    OrganisationRole("stanford", "host", "2019-12-04", "2019-12-06", "Fantastic Futures 2019, Stanford"),
    OrganisationRole("bnf", "host", "2021-12-08", "2021-12-10", "Les Futurs fantastiques 2021, Paris"),
    OrganisationRole("saclay", "host", "2021-12-08", "2021-12-10", "Les Futurs fantastiques 2021, Paris"),
    OrganisationRole("bl", "host", "2022-11-30", "2022-12-02", "Fantastic Futures 2022"),
    OrganisationRole("ia-canada", "host", "2023-11-15", "2023-11-17", "Fantastic Futures 2023, Vancouver"),
    OrganisationRole("nfsa", "host", "2024-10-15", "2024-10-18", "Fantastic Futures 2024, Canberra"),
    OrganisationRole("bl", "host", "2025-12-03", "2025-12-05", "Fantastic Futures 2025, London"),
    OrganisationRole("loc", "host", "2026-09-14", "2026-09-18", "Fantastic Futures 2026, Washington DC"),
    OrganisationRole("nga", "host", "2026-09-14", "2026-09-18", "Fantastic Futures 2026, Washington DC"),
    OrganisationRole(
        "smithsonian", "host", "2026-09-14", "2026-09-18", "Fantastic Futures 2026, Washington DC"
    ),
)

EN, FR, EN_FR, FR_EN = ("en",), ("fr",), ("en", "fr"), ("fr", "en")


def person(key, name, language, reads, time_zone, organisation=None, **more):
    return Person(key, name, f"{key}@demo.example", language, reads, time_zone, organisation, **more)


PEOPLE = (
    # The four one can sign in as.
    person(
        "amina",
        "Amina Bello",
        "en",
        EN_FR,
        "Europe/London",
        "bl",
        country="GB",
        about={
            "en": "I look after the metadata of digitised newspapers, and I collect examples in which a machine was right for the wrong reason.",
            "fr": "Je m’occupe des métadonnées de la presse numérisée ; je collectionne les cas où une machine a raison pour de mauvaises raisons.",
        },
        seen_by="everyone",
    ),
    person(
        "benoit",
        "Benoît Kerjean",
        "fr",
        FR_EN,
        "Europe/Paris",
        "bnf",
        country="FR",
        about={
            "fr": "Catalogueur, formateur, traducteur de guides à mes heures. Je réponds volontiers aux questions sur les notices produites par lot."
        },
        seen_by="everyone",
    ),
    person("chloe", "Chloé Brissonneau", "fr", FR_EN, "Europe/Paris", "saclay", country="FR"),
    person("admin", "Astrid Holmsund", "en", EN_FR, "Europe/Oslo"),
    # Northern Europe
    person(
        "ingrid",
        "Ingrid Solbakken",
        "en",
        EN,
        "Europe/Oslo",
        "nln",
        hour=7,
        country="NO",
        about={"en": "Handwriting, speech, and everything that is spelt in four ways."},
        seen_by="everyone",
    ),
    person("torbjorn", "Torbjørn Kvalnes", "en", EN, "Europe/Oslo", "nln", country="NO"),
    person("ruth", "Ruth Adeyemi", "en", EN, "Europe/London", "bl", country="GB"),
    person("gareth", "Gareth Penhallow-Rhys", "en", EN, "Europe/London", rhythm="weekly"),
    person("femke", "Femke Oudshoorn", "en", EN_FR, "Europe/Amsterdam", "leiden", country="NL"),
    person("koen", "Koen Verbruggen", "en", EN_FR, "Europe/Amsterdam", "europeana", hour=9, country="NL"),
    # Paris
    person(
        "solene",
        "Solène Abgrall",
        "fr",
        FR_EN,
        "Europe/Paris",
        "bnf",
        hour=7,
        country="FR",
        about={
            "fr": "Je prépare les rencontres du Chapitre francophone et j’accueille les nouveaux membres.",
            "en": "I prepare the meetings of the Chapitre francophone and welcome newcomers.",
        },
        seen_by="everyone",
    ),
    person("moussa", "Moussa Diarrassouba", "fr", FR_EN, "Europe/Paris", "chartes", country="FR"),
    person("lucie", "Lucie Tanguay-Morel", "fr", FR_EN, "Europe/Paris", "saclay", country="FR"),
    person(
        "helene",
        "Hélène Castagnou",
        "fr",
        FR,
        "Europe/Paris",
        "bnf",
        rhythm="weekly",
        country="FR",
        about={"fr": "Je lis plus que je n’écris."},
        seen_by="groups",
    ),
    person("thibaud", "Thibaud Rocherol", "fr", FR_EN, "Europe/Paris", "chartes", country="FR"),
    # Dakar and Montréal
    person("coumba", "Coumba Thiandoum", "fr", FR, "Africa/Dakar", "ucad", country="SN"),
    person("ousseynou", "Ousseynou Kanouté-Diagne", "fr", FR_EN, "Africa/Dakar"),
    person("marieeve", "Marie-Ève Lanouette", "fr", FR_EN, "America/Toronto", "banq", hour=9, country="CA"),
    person("priya", "Priya Ramsundar", "en", EN_FR, "America/Toronto"),
    # The United States
    person("daniel", "Daniel Osei-Lindqvist", "en", EN, "America/New_York", "loc", country="US"),
    person("yolanda", "Yolanda Pettibridge", "en", EN, "America/New_York", "smithsonian", country="US"),
    person("marcus", "Marcus Eddlestone", "en", EN, "America/New_York", "nga", rhythm="weekly", country="US"),
    person("tomas", "Tomás Arriaga", "en", EN, "America/Los_Angeles", "stanford", hour=7, country="US"),
    person("grace", "Grace Okuhara", "en", EN, "America/Los_Angeles", "stanford", country="US"),
    # Australia and Aotearoa New Zealand
    person("lachlan", "Lachlan Pemberwick", "en", EN, "Australia/Sydney", "nfsa", country="AU"),
    person("narelle", "Narelle Tibbotson", "en", EN, "Australia/Sydney", "nla", country="AU"),
    person("wiremu", "Wiremu Tautahi", "en", EN, "Pacific/Auckland", "natlib-nz", country="NZ"),
    person("philippa", "Philippa Strathearn", "en", EN_FR, "Pacific/Auckland", hour=7),
)

# None of these institutions has asked for anything: only the names are real.
APPLICATIONS = (
    OrganisationApplication(
        name="National Library of Wales",
        country="GB",
        kind="library",
        site="https://www.library.wales/",
        representative="gareth",
        message=(
            "We are trying speech-to-text and named entities on recordings in Welsh and in English. "
            "Three of us would take part, and we can share what we measure in a language with little data."
        ),
        days_ago=2,
    ),
    OrganisationApplication(
        name="University of Toronto Libraries",
        country="CA",
        kind="university",
        site="https://onesearch.library.utoronto.ca/",
        representative="priya",
        message="Our reading group on cataloguing with models would like to be heard.",
        days_ago=5,
        refused=(
            "A reading group is very welcome in the working groups, where nobody needs an institution. "
            "For the library itself, please apply again once its management agrees."
        ),
    ),
    OrganisationApplication(
        name="Archives nationales du Sénégal",
        country="SN",
        kind="archive",
        representative="ousseynou",
        message=(
            "Nous décrivons des fonds manuscrits en français, en wolof et en arabe, et nous voulons comparer nos "
            "essais de transcription avec ceux des autres services d’archives."
        ),
        days_ago=4,
        accepted=True,
    ),
)
