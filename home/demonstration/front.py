"""The front page."""

from .reading import text

HOME = {
    "en": {
        "title": "Libraries, archives and museums, working on AI together",
        "lead": "Alone, each of us is slow. Here we compare what works, write it down and teach one another, "
        "in English and in French. AI4LAM is run by volunteers and open to every institution and every "
        "interested person.",
        "aside": text("front/aside.en"),
        "about": text("front/about.en"),
    },
    "fr": {
        "title": "Bibliothèques, archives et musées, ensemble face à l’IA",
        "lead": "Chacun de son côté, nous avançons lentement. Ici, nous comparons ce qui marche, nous "
        "l’écrivons et nous nous formons les uns les autres, en français et en anglais. AI4LAM est animé par "
        "des bénévoles et ouvert à tout établissement et à toute personne intéressée.",
        "aside": text("front/aside.fr"),
        "about": text("front/about.fr"),
    },
}
