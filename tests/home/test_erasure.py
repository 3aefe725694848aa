"""Who deletes their account is nowhere afterwards; what they wrote, and what others wrote, stays."""

import logging

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core import markdown
from forum.models import Reply, ReplyVersion, Thread
from groups.invitations import invite
from groups.models import GroupPage, Invitation, LogEntry, Membership, Stewardship
from home import erasure, holdings, mailbox, tombstones
from home.erasure import LastAdministrator, LastSteward, NotRemembered, erase
from home.exporting import ask, make_due
from members.models import User
from notices import delivery
from notices.models import OutgoingMail
from tests.factories import belong, make_group, make_member, make_reply, make_thread
from tests.home import everywhere
from tests.home.everywhere import ADDRESS, EARLIER, IP, NAME, OTHER_ADDRESS
from tests.servers import smtp
from wiki.models import Edit, WikiPage

pytestmark = pytest.mark.django_db

TRACES = (NAME, EARLIER, ADDRESS, OTHER_ADDRESS, IP)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.TOMBSTONES = tmp_path / "elsewhere" / "tombstones.jsonl"


@pytest.fixture
def zenobia(metadata, hidden, amina, benoit):
    return everywhere.make_everything(metadata, hidden, amina, benoit)


def test_the_person_of_these_tests_is_really_everywhere(zenobia):
    she, _stays = zenobia
    empty = [holding.name for holding in holdings.installed() if not holding.rows(she).exists()]
    assert not empty
    for trace in TRACES:
        assert everywhere.found_in_database(trace), trace


def test_name_address_and_ip_are_nowhere_afterwards(zenobia, caplog, django_capture_on_commit_callbacks):
    she, _stays = zenobia
    caplog.set_level(logging.DEBUG)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(she) is True
    assert not everywhere.found_in_database(*TRACES)
    assert not everywhere.found_in_files(*TRACES, "her face", "her small face")
    assert not everywhere.pointing_at(she)
    # SQL is what the tests' own database says of itself; sites do not log it.
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in lines if any(trace.lower() in line.lower() for trace in TRACES)]
    assert erase(she) is False


def test_posts_and_pages_stay_under_former_member(zenobia, client, metadata, benoit):
    she, stays = zenobia
    erase(she)
    late, gone = Reply.objects.get(pk=stays["late"]), Reply.objects.get(pk=stays["gone"])
    assert late.comment == "Gladly. *[…]*"
    assert (gone.is_removed, gone.comment) == (True, "")
    assert not ReplyVersion.objects.filter(reply=late).exists()
    page = WikiPage.objects.get(pk=stays["page"])
    assert page.body == "Better. [mail](mailto:[…])"
    assert page.edits.get(number=1).revision.content["body"] == "Written down. Contact: […]"
    theirs = Thread.objects.get(pk=stays["theirs"]).replies.get()
    assert theirs.comment == "Ask […], please!"
    assert GroupPage.objects.filter(group=metadata).first().contacts == "[…] answers questions."
    client.force_login(benoit)
    for language, words in (("en", "former member"), ("fr", "ancien membre")):
        home = metadata.pages.get(locale__language_code=language).url_path
        thread = Thread.objects.get(pk=stays["thread"]).address(f"{home}discussions/")
        addresses = [thread, f"{home}discussions/", home, f"/{language}/"]
        if language == "en":
            addresses += [page.url_path, page.url_path + "history/", page.url_path + "history/1/"]
        for address in addresses:
            answer = client.get(address).content.decode()
            assert words in answer, address
            assert "Zenobia" not in answer, address


def test_the_digest_says_former_member_in_its_readers_language(zenobia, benoit):
    she, stays = zenobia
    erase(she)
    edits = list(Edit.objects.filter(page=stays["page"]).values_list("pk", flat=True))
    for language, words in (("en", "former member"), ("fr", "ancien membre")):
        with translation.override(language):
            entries = Reply.digest_entries([stays["late"]], benoit, language)
            entries += Edit.digest_entries(edits, benoit, language)
        said = {passage.author for entry in entries for passage in entry.passages}
        assert said == {words}


def test_what_they_did_for_a_group_stays_in_its_log(zenobia, metadata):
    she, _stays = zenobia
    before = metadata.log.count()
    erase(she)
    assert metadata.log.count() == before + 1
    assert metadata.log.filter(deed=LogEntry.Deed.LEFT, actor=None, actor_name="").exists()
    stewardship = Stewardship.objects.get(group=metadata, member=None)
    assert (stewardship.member_name, stewardship.ended) == ("", timezone.localdate())
    assert Invitation.objects.filter(email="friend@elsewhere.example", invited_by=None).exists()


def test_no_row_of_anybody_else_is_touched(zenobia, amina, benoit):
    she, _stays = zenobia
    theirs = {
        holding.name: holding.rows(person).count()
        for person in (amina, benoit)
        for holding in holdings.installed()
    }
    posts = Reply.objects.exclude(user=she).count()
    erase(she)
    assert Reply.objects.filter(user__isnull=False).count() == posts
    assert theirs == {
        holding.name: holding.rows(person).count()
        for person in (amina, benoit)
        for holding in holdings.installed()
    }


def test_a_longer_address_that_ends_like_theirs_is_left_alone(metadata, amina, benoit):
    joan = make_member("Joan Longer", email="joana@demo.example")
    make_member("Ana Short", email="ana@demo.example")
    thread = make_thread(
        metadata, author=benoit, text="ana@demo.example, joana@demo.example, ana@demo.example.org"
    )
    erase(User.objects.get(email="ana@demo.example"))
    assert thread.replies.get().comment == "[…], joana@demo.example, ana@demo.example.org"
    joan.refresh_from_db()
    assert joan.email == "joana@demo.example"


def test_nobody_can_take_away_the_address_of_another(metadata, amina, benoit):
    """Typing an address that is not theirs, and leaving, must not touch whose it is."""
    other = Client()
    other.force_login(amina)
    thread = make_thread(
        metadata, author=amina, text="Write to amina@demo.example or victim@library.example."
    )
    mallory = make_member("Mallory Intruder", email="mallory@demo.example")
    for address in (amina.email, "victim@library.example"):
        EmailAddress.objects.create(user=mallory, email=address, verified=False)
    Invitation.objects.create(
        group=metadata,
        email=amina.email,
        used_by=mallory,
        language="en",
        expires_at=timezone.now(),
        told=True,
    )
    erase(mallory)
    assert thread.replies.get().comment == "Write to amina@demo.example or victim@library.example."
    assert EmailAddress.objects.filter(user=amina, email=amina.email).exists()
    assert other.get(reverse("members:profile")).status_code == 200


def test_what_waits_in_another_persons_form_is_kept_without_the_address(chloe, benoit):
    browser = Client()
    browser.force_login(benoit)
    session = browser.session
    session["kept"] = {"/en/x/": {"text": "A long draft for chloe@demo.example"}}
    session.save()
    erase(chloe)
    assert browser.session["kept"] == {"/en/x/": {"text": "A long draft for […]"}}
    assert browser.get(reverse("members:profile")).status_code == 200


def test_no_cached_html_holds_the_address(metadata, benoit, chloe, client):
    thread = make_thread(metadata, author=benoit, text="Ask chloe@demo.example now.")
    assert "chloe@demo.example" in client.get(thread.get_absolute_url()).content.decode()
    key = markdown._cache_key("Ask chloe@demo.example now.")
    assert cache.get(key)
    erase(chloe)
    assert cache.get(key) is None


def test_a_name_of_one_word_is_not_cut_out_of_running_text(metadata):
    rose = make_member("Rose", email="rose@demo.example")
    belong(rose, metadata)
    thread = make_thread(metadata, author=rose, text="A rose is a Rose.")
    erase(rose)
    assert thread.replies.get().comment == "A rose is a Rose."
    assert thread.replies.get().user_name == ""


def test_they_are_signed_out_everywhere_and_old_links_are_dead(zenobia, client):
    from notices.digest import headers

    she, _stays = zenobia
    other_device = Client()
    other_device.force_login(she)
    with translation.override("fr"):
        stop = headers(she)["List-Unsubscribe"].strip("<>").split("://")[1].partition("/")[2]
        settings_page = reverse("members:profile")
    assert client.get(f"/{stop}").status_code == 200
    erase(she)
    assert other_device.get(settings_page).status_code == 302
    assert client.get(f"/{stop}").status_code == 404


def test_one_last_mail_is_sent_and_no_row_keeps_its_address(zenobia):
    she, _stays = zenobia
    erase(she)
    (goodbye,) = mail.outbox
    assert goodbye.to == [ADDRESS]
    assert goodbye.subject == "Votre compte est supprimé"
    assert "ancien membre" in goodbye.body
    assert not OutgoingMail.objects.filter(address__iexact=ADDRESS).exists()


def test_a_mail_server_that_refuses_does_not_undo_it_and_nothing_is_logged_of_whom(zenobia, settings, caplog):
    she, _stays = zenobia
    with smtp() as (sink, port):
        sink.refuse = f"550 no such person <{ADDRESS}> from {IP}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert erase(she) is True
    assert "was not sent" in caplog.text
    assert not any(trace in caplog.text for trace in TRACES)


def test_a_refused_mail_leaves_no_address_in_the_log_or_the_outbox(benoit, settings, caplog):
    mail_row = OutgoingMail.objects.create(address=ADDRESS, language="en", occasion="x", kind="odd")

    def letter(_mail):
        return delivery.Letter("account/account_deleted", {})

    with smtp() as (sink, port), pytest.MonkeyPatch.context() as patch:
        sink.refuse = f"550 no such person <{ADDRESS}> from {IP}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        patch.setitem(delivery.WRITERS, "odd", letter)
        assert delivery.deliver_due()["failed"] == 1
    mail_row.refresh_from_db()
    assert "SMTPDataError" in mail_row.trouble and "550" in mail_row.trouble
    assert "SMTPDataError" in caplog.text
    assert not any(trace in caplog.text + mail_row.trouble for trace in (ADDRESS, IP))


def test_kept_mails_of_the_demonstration_go(zenobia, settings, benoit):
    settings.EMAIL_BACKEND = "home.mailbox.Backend"
    she, _stays = zenobia
    mail.send_mail("For her", "Dear reader", None, [ADDRESS])
    mail.send_mail("About her", f"{NAME} wrote to you", None, [benoit.email])
    mail.send_mail("For him", "Dear reader", None, [benoit.email])
    erase(she)
    kept = [mailbox.read(key)["subject"] for key in mailbox.newest_first()]
    assert kept == ["For him"]


def test_outside_the_demonstration_there_is_no_folder_of_mails(chloe, settings):
    settings.DEMO = False
    del settings.DEMO_MAIL_DIR
    assert erase(chloe) is True


def test_their_copy_goes_with_them(zenobia, django_capture_on_commit_callbacks):
    she, _stays = zenobia
    she.exports.all().delete()
    ask(she)
    make_due()
    file = she.exports.get().file
    assert file.storage.exists(file.name)
    with django_capture_on_commit_callbacks(execute=True):
        erase(she)
    assert not file.storage.exists(file.name)


def test_the_copies_of_others_that_name_them_go_too(
    metadata, amina, benoit, chloe, django_capture_on_commit_callbacks
):
    """Amina once invited Chloé by her address; Benoît's copy says nothing of her."""
    invite(metadata, amina, chloe.email, "fr")
    ask(amina)
    ask(benoit)
    make_due()
    with django_capture_on_commit_callbacks(execute=True):
        erase(chloe)
    assert not amina.exports.exists() and benoit.exports.exists()


def test_the_last_steward_hands_over_first(metadata, hidden, amina, benoit):
    with pytest.raises(LastSteward) as refusal:
        erase(amina)
    assert {group.key for group in refusal.value.groups} == {"metadata", "board"}
    assert User.objects.filter(pk=amina.pk).exists()
    for group in (metadata, hidden):
        belong(benoit, group, Membership.Role.STEWARD)
    assert erase(amina) is True


def test_a_steward_alone_in_a_group_or_of_an_archive_may_leave(site):
    alone = make_member("Alone Indeed")
    make_group("alone", stewards=[alone])
    archive = make_group("archive", stewards=[alone], members=[make_member("Other Person")])
    archive.ended = timezone.localdate()
    archive.save()
    assert erase(alone) is True


def test_the_last_administrator_stays(admin):
    with pytest.raises(LastAdministrator):
        erase(admin)
    make_member("Second Admin", email="second@demo.example", is_superuser=True)
    assert erase(admin) is True


def test_a_refusal_or_a_failure_leaves_no_tombstone(admin, chloe, monkeypatch):
    with pytest.raises(LastAdministrator):
        erase(admin)
    assert tombstones.read() == ([], [])

    def fail(*_args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(erasure, "_settle_rows", fail)
    with pytest.raises(RuntimeError):
        erase(chloe)
    assert User.objects.filter(pk=chloe.pk).exists()
    assert tombstones.read() == ([], [])


def test_nothing_happens_where_the_tombstone_cannot_be_written(chloe, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.TOMBSTONES = tmp_path / "file" / "tombstones.jsonl"
    with pytest.raises(NotRemembered):
        erase(chloe)
    assert User.objects.filter(pk=chloe.pk).exists()
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_they_are_erased_again_after_the_restore_of_an_older_backup(zenobia, tmp_path, capsys):
    she, stays = zenobia
    backup = tmp_path / "backup.json"
    # Rows without a page, as these tests make them, cannot be loaded again past the handlers of Wagtail-localize.
    call_command("dumpdata", "--all", exclude=["wagtail_localize"], output=str(backup), verbosity=0)
    assert erase(she) is True
    assert not everywhere.found_in_database(*TRACES)
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    call_command("loaddata", str(backup), verbosity=0)
    assert User.objects.filter(email=ADDRESS).exists()
    assert everywhere.found_in_database(NAME)
    call_command("erase_again", dry_run=True)
    assert "1 people would be erased again" in capsys.readouterr().out.replace("person", "people")
    assert User.objects.filter(email=ADDRESS).exists()
    call_command("erase_again")
    assert not everywhere.found_in_database(*TRACES)
    assert not everywhere.found_in_files(*TRACES)
    assert Reply.objects.filter(pk=stays["late"]).exists()
    call_command("erase_again")
    assert "0 people erased again" in capsys.readouterr().out
    assert len(mail.outbox) == 1, "nobody is told twice"


def test_two_people_who_leave_at_once_do_not_leave_a_group_alone(metadata, amina, benoit):
    belong(benoit, metadata, Membership.Role.STEWARD)
    belong(make_member("Third Person"), metadata)
    assert erase(benoit) is True
    with pytest.raises(LastSteward):
        erase(amina)


def test_a_reply_written_after_the_author_left_reads_well(metadata, benoit, amina, client):
    thread = make_thread(metadata, author=benoit, text="Opening.")
    erase(benoit)
    make_reply(thread, author=amina, text="Still here.")
    thread.refresh_from_db()
    assert (thread.author_name, thread.last_post_by) == ("", "Amina Bello")
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_the_address_goes_from_what_others_say_of_themselves(chloe, benoit):
    User.objects.filter(pk=benoit.pk).update(
        name="Benoît, see chloe@demo.example",
        about={"en": "I work with Chloé <Chloe@demo.example>.", "fr": "Bonjour."},
    )
    erase(chloe)
    benoit.refresh_from_db()
    assert benoit.about == {"en": "I work with Chloé <[…]>.", "fr": "Bonjour."}
    assert benoit.name == "Benoît, see […]"
    assert benoit.email == "benoit@demo.example"


def test_somebody_of_the_same_name_keeps_the_last_word(metadata, benoit):
    """Also where the name was taken on purpose, just before leaving."""
    other = make_member("Somebody Else", email="else@demo.example")
    belong(other, metadata)
    thread = make_thread(metadata, author=other, title="Who spoke last?", text="I ask.")
    make_reply(thread, author=benoit, text="I did.")
    User.objects.filter(pk=other.pk).update(name=benoit.name)
    other.refresh_from_db()
    erase(other)
    thread.refresh_from_db()
    assert thread.last_post_by == benoit.name
