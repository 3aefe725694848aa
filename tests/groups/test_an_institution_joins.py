"""An institution joins: asked for by its representative, answered once by an administrator, told by mail."""

import pytest
from django.utils import timezone

from groups import organisations
from groups.answering import AlreadyAnswered
from groups.models import Affiliation, Organisation, OrganisationApplication, OrganisationRole
from members.models import User
from notices import letters
from notices.delivery import deliver_due
from notices.models import OutgoingMail
from tests.at_once import at_once
from tests.factories import make_member, make_site

pytestmark = pytest.mark.django_db

JOIN, ADHERE = "/en/organisations/join/", "/fr/organisations/adherer/"
WORDS = {
    "country": "SN",
    "kind": "archive",
    "site": "https://archives.example/",
    "message": "Nous voulons lire.",
}


def text(answer):
    return answer.content.decode()


def applied(member, name="Archives de Dakar", **words):
    return organisations.apply(member, name=name, **{**WORDS, **words})[0]


def address(row, language="en"):
    return f"/{language}/organisations/{'applications' if language == 'en' else 'demandes'}/{row.pk}/"


def mails(mailoutbox):
    """{address: (subject, text, html)} of what is sent now; every line of text fits."""
    mailoutbox.clear()
    letters.collect()
    deliver_due()
    found = {}
    for mail in mailoutbox:
        html = mail.alternatives[0][0]
        assert all(len(line) <= 78 or line.startswith("http") for line in mail.body.splitlines()), mail.body
        assert mail.message().as_bytes()
        found[mail.to[0]] = (mail.subject, mail.body, html)
    return found


@pytest.fixture
def other_admin(site):
    return make_member("Hugo Admin", language="fr", is_superuser=True)


@pytest.fixture
def waiting(chloe):
    return applied(chloe)


# Asking


def test_a_visitor_signs_in_first_and_keeps_the_words(client, chloe):
    answer = client.post(ADHERE, {**WORDS, "name": "Archives de Dakar"})
    assert answer.status_code == 302 and "adherer" in answer.url
    assert not OrganisationApplication.objects.exists()
    client.force_login(chloe)
    form = client.get(ADHERE).context["form"]
    assert {name: form[name].value() for name in WORDS} == WORDS
    assert form["name"].value() == "Archives de Dakar"


def test_an_application_is_kept_and_its_state_seen(client, chloe):
    client.force_login(chloe)
    answer = client.post(ADHERE, {**WORDS, "name": "Archives de Dakar"}, follow=True)
    row = OrganisationApplication.objects.get()
    assert (row.name, row.representative, row.country, row.state) == (
        "Archives de Dakar",
        chloe,
        "SN",
        "waiting",
    )
    assert "Demande envoyée." in text(answer) and "En attente d’une réponse" in text(answer)
    assert "Sénégal" in text(answer) and "Nous voulons lire." in text(answer)
    assert "Archives de Dakar" in text(client.get(ADHERE))


def test_a_double_submit_makes_one_application(client, chloe):
    client.force_login(chloe)
    client.post(JOIN, {**WORDS, "name": "Archives de Dakar"})
    answer = client.post(JOIN, {**WORDS, "name": "archives  de DAKAR"}, follow=True)
    assert "it waits for an answer" in text(answer)
    assert OrganisationApplication.objects.count() == 1


def test_nobody_floods_the_administrators(client, chloe):
    client.force_login(chloe)
    for number in range(7):
        answer = client.post(JOIN, {**WORDS, "name": f"Institution {number}"})
    assert answer.status_code == 422
    assert "You have 5 applications that wait for an answer." in text(answer)
    assert 'value="Institution 6"' in text(answer)
    assert OrganisationApplication.objects.count() == 5


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"name": ""}, "Veuillez indiquer le nom de l’institution."),
        ({"name": "x" * 10_000}, "200"),
        ({"country": "Narnia"}, "Veuillez choisir un pays dans la liste."),
        ({"country": ""}, "Veuillez choisir un pays dans la liste."),
        ({"kind": "castle"}, "Veuillez choisir un type dans la liste."),
        ({"site": "javascript:alert(1)"}, "Cela ne ressemble pas à l’adresse d’un site web."),
        ({"message": "y" * 4001}, "4000"),
    ],
)
def test_what_cannot_be_sent_is_shown_again(client, chloe, typed, sentence):
    client.force_login(chloe)
    typed = {**WORDS, "name": "Archives de Dakar", **typed}
    answer = client.post(ADHERE, typed)
    assert answer.status_code == 422 and sentence in text(answer)
    assert all(typed[name] in text(answer) for name in ("name", "site", "message"))
    assert not OrganisationApplication.objects.exists()


def test_a_line_break_or_a_nul_in_the_name_is_not_kept(client, chloe):
    client.force_login(chloe)
    client.post(JOIN, {**WORDS, "name": "Archives\r\nBcc: all@example.org\x00"})
    assert OrganisationApplication.objects.get().name == "Archives Bcc: all@example.org"


@pytest.fixture
def taking_part(site):
    found = Organisation.objects.create(name="École nationale des chartes", country="FR", kind="university")
    OrganisationRole.objects.create(organisation=found, role="founding member", begun="2020-01-01")
    return found


def test_one_that_takes_part_already_is_shown_and_another_one_may_go_on(client, chloe, taking_part):
    client.force_login(chloe)
    typed = {**WORDS, "name": "ecole Nationale des CHARTES"}
    answer = client.post(JOIN, typed)
    assert answer.status_code == 422
    assert "An institution of this name takes part already." in text(answer)
    assert f'<a href="{taking_part.get_absolute_url()}">École nationale des chartes</a>' in text(answer)
    assert 'name="another"' in text(answer) and 'name="another"' not in text(client.get(JOIN))
    assert client.post(JOIN, {**typed, "another": "on"}).status_code == 302


def test_one_that_only_hosted_an_edition_may_join(client, chloe, site):
    host = Organisation.objects.create(name="Host Library", country="NO")
    OrganisationRole.objects.create(organisation=host, role="host", begun="2018-12-05", ended="2018-12-05")
    client.force_login(chloe)
    assert client.post(JOIN, {**WORDS, "name": "Host library"}).status_code == 302


def test_an_application_is_nobody_elses_business(client, waiting, benoit, chloe):
    there, nowhere = address(waiting), "/en/organisations/applications/999999/"
    assert client.get(there).status_code == client.get(nowhere).status_code == 302
    client.force_login(benoit)
    for method in (client.get, client.post):
        assert method(there).status_code == method(nowhere).status_code == 404
    assert client.get("/en/organisations/applications/").status_code == 404
    for answer in ("accept", "refuse", "withdraw"):
        assert client.post(there, {"answer": answer, "reason": "no"}).status_code == 404
    client.force_login(chloe)
    for answer in ("accept", "refuse", "nonsense"):
        client.post(there, {"answer": answer, "reason": "no", "name": "Mine"})
    waiting.refresh_from_db()
    assert waiting.is_waiting and not Organisation.objects.exists()
    for number in (2**63, 10**30):
        assert client.get(f"/en/organisations/applications/{number}/").status_code == 404


def test_the_representative_withdraws(client, waiting, chloe, admin, mailoutbox):
    client.force_login(chloe)
    for _twice in range(2):
        answer = client.post(address(waiting), {"answer": "withdraw"}, follow=True)
    assert answer.status_code == 200 and "Withdrawn" in text(answer)
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert not mails(mailoutbox)
    client.force_login(admin)
    answer = client.post(address(waiting), {"answer": "accept", "name": "Archives de Dakar"}, follow=True)
    assert "Chloé Tremblay has withdrawn this application in the meantime." in text(answer)
    assert not Organisation.objects.exists()


# Answering


def test_the_list_of_administrators(client, waiting, chloe, admin, django_assert_num_queries):
    organisations.refuse(applied(chloe, "Refused Library"), admin, "No.")
    client.force_login(admin)
    client.get("/en/groups/")  # the device is noted once an hour
    with django_assert_num_queries(5):
        answer = client.get("/en/organisations/applications/")
    assert list(answer.context["waiting"]) == [waiting]
    assert "Refused Library" in text(answer) and "Chloé Tremblay" in text(answer)
    for number in range(4):
        applied(chloe, f"Library {number}")
    with django_assert_num_queries(5):
        client.get("/en/organisations/applications/")


def test_accepting_makes_a_member_and_its_representative_works_there(client, waiting, chloe, admin):
    client.force_login(admin)
    form = client.get(address(waiting)).context["accept_form"]
    typed = {"answer": "accept", "name": form["name"].value(), "organisation": ""}
    for _twice in range(2):
        answer = client.post(address(waiting), typed, follow=True)
        assert answer.status_code == 200 and "already" not in text(answer)
    found = Organisation.objects.get()
    assert (found.name, found.country, found.kind, found.site) == (
        "Archives de Dakar", "SN", "archive", "https://archives.example/",
    )  # fmt: skip
    today = timezone.localdate()
    row = found.roles.get()
    assert (row.role, row.begun, row.ended) == ("member", today, None)
    row = found.affiliations.get()
    assert (row.member, row.begun, row.ended) == (chloe, today, None)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.organisation, waiting.decided_by) == ("accepted", found, admin)
    client.force_login(chloe)
    answer = text(client.get(address(waiting)))
    assert "Accepted" in answer and found.get_absolute_url() in answer and admin.name not in answer


def test_accepting_links_an_organisation_that_is_there(client, chloe, admin, taking_part):
    row = applied(chloe, "ECOLE nationale des chartes", country="FR")
    Affiliation.objects.create(member=chloe, organisation=taking_part)
    client.force_login(admin)
    form = client.get(address(row)).context["accept_form"]
    assert form["organisation"].value() == taking_part.pk
    client.post(address(row), {"answer": "accept", "organisation": taking_part.pk, "name": ""})
    assert Organisation.objects.get() == taking_part
    assert sorted(taking_part.roles.values_list("role", flat=True)) == ["founding member", "member"]
    assert taking_part.affiliations.count() == 1


def test_a_member_again_is_not_a_member_twice(chloe, admin, taking_part):
    first = OrganisationRole.objects.create(organisation=taking_part, role="member", begun="2021-01-01")
    organisations.accept(applied(chloe, taking_part.name), admin, organisation=taking_part)
    assert taking_part.roles.filter(role="member").get() == first


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"name": "école nationale des Chartes"}, "is in the list already"),
        ({"name": ""}, "Please give the name of the institution."),
        ({"name": "z" * 10_000}, "200"),
        ({"organisation": "999999"}, "This institution is not in the list any more."),
        ({"organisation": "a stranger"}, "This institution is not in the list any more."),
        ({"organisation": str(2**70)}, "This institution is not in the list any more."),
    ],
)
def test_an_acceptance_that_cannot_be_is_shown_again(client, waiting, admin, taking_part, typed, sentence):
    client.force_login(admin)
    answer = client.post(address(waiting), {"answer": "accept", "organisation": "", "name": "New", **typed})
    assert answer.status_code == 422 and sentence in text(answer)
    waiting.refresh_from_db()
    assert waiting.is_waiting and Organisation.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   \n ", "r" * 1001])
def test_a_refusal_needs_a_reason(client, waiting, admin, reason):
    client.force_login(admin)
    answer = client.post(address(waiting), {"answer": "refuse", "reason": reason})
    assert answer.status_code == 422
    waiting.refresh_from_db()
    assert waiting.is_waiting


@pytest.mark.parametrize(
    "typed",
    [
        {"answer": "refuse", "reason": "No."},
        {"answer": "refuse", "reason": ""},
        {"answer": "accept", "organisation": "", "name": "Archives de Dakar"},
    ],
)
def test_the_second_administrator_is_told_who_was_first(client, waiting, admin, other_admin, typed):
    organisations.accept(waiting, other_admin)
    client.force_login(admin)
    answer = client.post(address(waiting), typed, follow=True)
    assert "Hugo Admin has already accepted this application." in text(answer)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("accepted", "")


@pytest.mark.django_db(transaction=True)
def test_of_four_answers_at_once_one_holds(client):
    make_site()
    chloe = make_member("Chloé Tremblay")
    row = applied(chloe)
    first, second = (make_member(f"{name} Admin", is_superuser=True) for name in ("Ada", "Hugo"))
    results = at_once(
        lambda: organisations.accept(row, first),
        lambda: organisations.accept(row, second),
        lambda: organisations.refuse(row, second, "No."),
        lambda: organisations.withdraw(row),
    )
    faster = [result.row for result in results if isinstance(result, AlreadyAnswered)]
    assert len(faster) == 3, results
    row.refresh_from_db()
    assert {(found.state, found.decided_by_id) for found in faster} == {(row.state, row.decided_by_id)}
    accepted = row.state == "accepted"
    assert (
        Organisation.objects.count()
        == Affiliation.objects.count()
        == OrganisationRole.objects.count()
        == accepted
    )


@pytest.mark.django_db(transaction=True)
def test_five_presses_at_once_make_one_application():
    make_site()
    chloe = make_member("Chloé Tremblay")
    results = at_once(*[lambda: organisations.apply(chloe, name="Archives", **WORDS)] * 5)
    assert [created for _row, created in results].count(True) == 1
    assert OrganisationApplication.objects.count() == 1


# Mails


def test_administrators_are_told_each_in_their_language(waiting, admin, other_admin, mailoutbox):
    make_member("Closed Admin", is_superuser=True, is_active=False)
    found = mails(mailoutbox)
    assert set(found) == {admin.email, other_admin.email}
    subject, body, html = found[admin.email]
    assert subject == "Archives de Dakar would like to join"
    assert "Chloé Tremblay asks that Archives de Dakar may join" in body
    assert "Archive, Senegal" in body and "> Nous voulons lire." in body
    assert f"http://127.0.0.1:8000{address(waiting)}" in body and address(waiting) in html
    subject, body, html = found[other_admin.email]
    assert subject == "Archives de Dakar\u00a0: demande d’adhésion"
    assert "Sénégal" in body and address(waiting, "fr") in body and address(waiting, "fr") in html
    assert not mails(mailoutbox)


@pytest.mark.parametrize("meanwhile", ["answered", "no administrator any more", "application gone"])
def test_what_is_over_is_not_told(waiting, admin, mailoutbox, meanwhile):
    letters.collect()
    assert OutgoingMail.objects.count() == 1
    if meanwhile == "answered":
        organisations.refuse(waiting, admin, "No.")
        OrganisationApplication.objects.update(told=True)
    elif meanwhile == "application gone":
        waiting.delete()
    else:
        User.objects.filter(pk=admin.pk).update(is_superuser=False)
    deliver_due()
    assert not mailoutbox
    assert OutgoingMail.objects.get().state == "suppressed"


REASON = "Une « lettre » manque & <b>rien</b> d’autre.\n\nÀ bientôt."


@pytest.mark.parametrize(
    "language, subject, sentence",
    [
        ("fr", "Archives de Dakar\u00a0: adhésion refusée", "L’administration a refusé, pour ce motif"),
        (
            "en",
            "Your application for Archives de Dakar was refused",
            "An administrator has refused, for this reason:",
        ),
    ],
)
def test_a_refusal_is_told_with_its_reason(
    client, chloe, waiting, admin, mailoutbox, language, subject, sentence
):
    mails(mailoutbox)
    User.objects.filter(pk=chloe.pk).update(language=language)
    client.force_login(admin)
    client.post(address(waiting), {"answer": "refuse", "reason": REASON})
    found = mails(mailoutbox)
    assert set(found) == {chloe.email}
    assert found[chloe.email][0] == subject
    body, html = " ".join(found[chloe.email][1].split()), found[chloe.email][2]
    assert sentence in body and address(waiting, language) in body
    assert "> Une « lettre » manque & <b>rien</b> d’autre." in body and "> À bientôt." in body
    assert "&lt;b&gt;rien&lt;/b&gt;" in html and address(waiting, language) in html
    client.force_login(chloe)
    assert "manque &amp; &lt;b&gt;rien" in text(client.get(address(waiting)))


@pytest.mark.parametrize(
    "language, subject, sentence",
    [
        ("fr", "Archives de Dakar\u00a0: adhésion acceptée", "L’administration a accepté."),
        ("en", "Archives de Dakar may join", "An administrator has accepted."),
    ],
)
def test_an_acceptance_is_told(chloe, waiting, admin, mailoutbox, language, subject, sentence):
    mails(mailoutbox)
    User.objects.filter(pk=chloe.pk).update(language=language)
    organisation = organisations.accept(waiting, admin)
    found = mails(mailoutbox)
    assert set(found) == {chloe.email}
    assert found[chloe.email][0] == subject
    assert sentence in " ".join(found[chloe.email][1].split())
    link = f"/{language}/organisations/{organisation.pk}-archives-de-dakar/"
    assert link in found[chloe.email][1] and link in found[chloe.email][2]


def test_an_answer_before_the_mail_left_is_the_only_one_told(waiting, chloe, admin, mailoutbox):
    organisations.accept(waiting, admin)
    assert set(mails(mailoutbox)) == {chloe.email}


def test_an_accepted_application_whose_organisation_is_gone_still_has_words(
    waiting, chloe, admin, mailoutbox
):
    found = organisations.accept(waiting, admin)
    letters.collect()
    OrganisationRole.objects.all().delete()
    Affiliation.objects.all().delete()
    OrganisationApplication.objects.update(organisation=None)
    found.delete()
    deliver_due()
    assert "/fr/organisations/" in mailoutbox[0].body
