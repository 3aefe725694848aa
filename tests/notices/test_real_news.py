"""A discussion and a wiki page, as they really are, in one digest."""

from datetime import timedelta

from django.utils import timezone

from groups.models import Membership
from members.models import User
from notices import planning
from notices.delivery import deliver_due
from notices.models import Notice
from tests.factories import make_page, make_reply, make_thread
from tests.notices.conftest import LONG_AGO, daily


def test_a_reply_and_a_page_reach_a_french_reader_in_french(since_long, amina, benoit, slot, mailoutbox):
    Membership.objects.update(joined_at=LONG_AGO)
    User.objects.update(date_joined=LONG_AGO)
    thread = make_thread(since_long, author=benoit, title="OCR quality", text="What do you think?")
    make_reply(thread, author=amina, text="Keep the **number** in the file.")
    make_page(since_long, author=amina, title="Crosswalk", body="The fields we *share*.")
    Notice.objects.update(created_at=slot - timedelta(minutes=5))
    daily(benoit, slot)
    planning.plan(timezone.now(), [benoit])
    assert deliver_due() == {"sent": 1}
    (message,) = mailoutbox
    html = message.alternatives[0][0]
    assert message.subject == "1 réponse et 1 nouvelle page dans Métadonnées"
    for words in ("OCR quality", "Crosswalk", "Keep the number in the file.", "The fields we share."):
        assert words in message.body and words in html
    assert "What do you think?" not in message.body.replace("\n", " ").split("Keep the number")[1]
    links = [word for word in message.body.split() if word.startswith("http")]
    assert links and all("/fr/" in link for link in links[-2:])
