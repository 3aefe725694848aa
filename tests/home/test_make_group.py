"""An administrator makes a group from the command line; a mistake says what is wrong and makes nothing."""

import pytest
from django.core.management import CommandError, call_command

from groups.models import Group

pytestmark = pytest.mark.django_db
NAMES = {"name_en": "Speech to text", "name_fr": "Transcription de la parole"}


def test_a_new_group_answers_in_both_languages(client, amina):
    call_command("make_group", "speech", steward="AMINA@demo.example", verbosity=0, **NAMES)
    for address in ("/en/groups/speech-to-text/", "/fr/groupes/transcription-de-la-parole/"):
        for ending in ("", "wiki/", "discussions/"):
            assert client.get(address + ending).status_code == 200
    assert amina.memberships.get().role == "steward"


@pytest.mark.parametrize(
    ("key", "steward", "word"),
    [("speech", "nobody@demo.example", "nobody@"), ("community", "amina@demo.example", "already"),
     ("not a key", "amina@demo.example", "slug")],
)  # fmt: skip
def test_mistakes(amina, key, steward, word):
    before = Group.objects.count()
    with pytest.raises(CommandError, match=word):
        call_command("make_group", key, steward=steward, **NAMES)
    assert Group.objects.count() == before
