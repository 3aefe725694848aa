"""Invitations from a list, however a spreadsheet wrote it: what is good goes out, what is not is named by line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from groups import address_lists, invitations
from groups.invitations import Outcome
from notices.delivery import deliver_due
from notices.models import OutgoingMail
from tests.groups.conftest import words_of

pytestmark = pytest.mark.django_db
ADDRESS = "/en/group/metadata/desk/invitations/many/"


def read(text, language="en"):
    return [
        (line.number, line.email, line.language, line.outcome) for line in address_lists.read(text, language)
    ]


def send(client, raw=None, **words):
    if raw is not None:
        words["file"] = SimpleUploadedFile("list.csv", raw)
    return client.post(ADDRESS, {"language": "en", **words}, follow=True)


@pytest.fixture
def steward(client, metadata, amina):
    client.force_login(amina)
    return client


def thousand():
    """1,000 lines after a header, of which every twentieth is bad in one of five ways."""
    bad = [
        lambda n: f"person{n}.example.org,en",
        lambda n: f"person{n}@example,en",
        lambda n: f"person{n}@example.org,Klingon",
        lambda n: f",en,Person {n}",
        lambda n: f"person{n - 1}@example.org,fr",
    ]
    lines = ["e-mail,language,name"]
    for n in range(1, 1001):
        lines.append(
            bad[(n // 20) % 5](n) if n % 20 == 0 else f"person{n}@example.org,{('en', 'fr')[n % 2]},P"
        )
    return "\r\n".join(lines)


def test_a_thousand_lines_with_fifty_bad_ones(steward, metadata, mailoutbox, django_assert_max_num_queries):
    lines = address_lists.read(thousand(), "en")
    with django_assert_max_num_queries(40):
        invitations.invite_many(metadata, metadata.memberships.get(role="steward").member, lines)
    metadata.invitations.all().delete()
    metadata.log.all().delete()

    page = send(steward, thousand().encode())
    assert page.redirect_chain[-1][0] == "/en/group/metadata/desk/invitations/report/"
    text = words_of(page)
    assert "950 invitations are on their way." in text and "50 lines were not sent" in text
    assert metadata.invitations.filter(state="waiting").count() == 950
    assert metadata.invitations.filter(language="fr").count() == 500
    assert metadata.log.filter(deed="invited").count() == 950
    # Every bad line is named by its number in the file, the header being line 1.
    rows = steward.session["invitations_report"]["lines"]
    unsent = [row for row in rows if row[2] != "sent"]
    assert [row[0] for row in unsent] == [n + 1 for n in range(20, 1001, 20)]
    assert {row[2] for row in unsent} == {"no at", "no ending", "no language", "missing", "twice"}
    for number in (21, 1001):
        assert f">{number}</td>" in page.content.decode()
    assert escape("we do not know the language “Klingon”") in page.content.decode()
    assert "the same address as on line 80" in text

    deliver_due()
    assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 950
    assert OutgoingMail.objects.filter(recipient=None, state="sent").count() == 950


def test_the_same_list_twice_invites_nobody_twice(steward, metadata):
    raw = b"a@example.org\nb@example.org\n"
    send(steward, raw)
    keys = set(metadata.invitations.values_list("key", flat=True))
    text = words_of(send(steward, raw))
    assert "0 invitations are on their way" in text and "already invited" in text
    assert set(metadata.invitations.values_list("key", flat=True)) == keys


def test_the_report_survives_a_reload_and_is_the_stewards_own(steward, metadata, listed, amina, admin):
    send(steward, b"a@example.org\nnobody\n")
    report = "/en/group/metadata/desk/invitations/report/"
    assert steward.get(report).content.decode().count("nobody") == 1
    assert "nobody" in words_of(steward.get("/fr/groupe/metadata/bureau/invitations/compte-rendu/"))
    assert steward.get("/en/group/programme/desk/invitations/report/").status_code == 302
    steward.force_login(admin)
    assert steward.get(report).status_code == 302


def test_members_are_named(steward, benoit):
    assert "already a member" in words_of(send(steward, b"BENOIT@demo.example"))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_every_dialect_is_read(ending, delimiter, encoding):
    rows = [["Nom", "Courriel", "Langue"], ["Zoé Lefèvre", "zoe@example.org", "français"], ["", "", ""],
            ['"Çelik, Aylin"', "aylin@example.org", "en"]]  # fmt: skip
    text = ending.join(delimiter.join(row) for row in rows)
    assert read(address_lists.decode(text.encode(encoding)), "fr") == [
        (2, "zoe@example.org", "fr", ""),
        (4, "aylin@example.org", "en", ""),
    ]


def test_windows_signs_are_read():
    raw = "courriel;langue;nom\nl@example.org;fr;L’Œuvre – “a”\n".encode("cp1252")
    assert read(address_lists.decode(raw)) == [(2, "l@example.org", "fr", "")]


def test_lines_as_people_paste_them():
    text = "  Anna Bello <anna@Example.ORG> \n\nb@example.org ; FR\nsep=\n c@example.org,fr-CA"
    assert read("sep=;\nb@example.org;FR") == [(2, "b@example.org", "fr", "")]
    assert read(text) == [
        (1, "anna@example.org", "en", ""),
        (3, "b@example.org", "fr", ""),
        (4, "sep=", "en", Outcome.NO_AT),
        (5, "c@example.org", "fr", ""),
    ]


def test_a_stray_quotation_mark_spoils_one_line():
    assert read('a@example.org\n"b@example.org\nc@example.org')[2] == (3, "c@example.org", "en", "")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("nobody", Outcome.NO_AT),
        ("a@example", Outcome.NO_ENDING),
        ("a b@example.org", Outcome.NO_ADDRESS),
        ("@example.org", Outcome.NO_ADDRESS),
        ("a@localhost", Outcome.NO_ENDING),
        ("a@example.org\x00", ""),
        ("x" * 300 + "@example.org", Outcome.NO_ADDRESS),
        ("a@" + "b." * 200 + "org", Outcome.NO_ADDRESS),
        ("<script>@example.org", Outcome.NO_ADDRESS),
        ("=cmd()@example.org", Outcome.NO_ADDRESS),
        ('"' + "x" * 200_000, Outcome.NO_AT),
    ],
)
def test_what_is_not_an_address(text, outcome):
    assert read(text)[0][3] == outcome


def test_too_long_a_list_sends_nothing(steward, metadata):
    text = "\n".join(f"p{n}@example.org" for n in range(5001))
    answer = send(steward, text.encode(), message="Hello!")
    assert answer.status_code == 422
    assert "has 5001 lines; there is room for 5000" in words_of(answer) and "Hello!" in words_of(answer)
    answer = send(steward, b"x" * 1_000_001)
    assert answer.status_code == 422 and "larger than 1 MB" in words_of(answer)
    assert not metadata.invitations.exists()


def test_nothing_typed_is_lost(steward, metadata):
    answer = send(steward, text="a@example.org", language="xx", message="Hello!")
    assert answer.status_code == 422 and "do not know this language" in words_of(answer)
    assert "a@example.org" in words_of(answer) and "Hello!" in words_of(answer)
    answer = send(steward, b"")
    assert answer.status_code == 422 and "no address here yet" in words_of(answer)


def test_binary_rubbish_is_answered(steward, metadata):
    answer = send(steward, bytes(range(256)) * 40)
    assert answer.status_code in (200, 422)
    assert not metadata.invitations.exists()


def test_five_thousand_lines_at_once(steward, metadata):
    text = "\n".join(f"p{n}@example.org" for n in range(5000))
    answer = send(steward, text=text)
    assert "5,000 invitations" in words_of(answer) or "5000 invitations" in words_of(answer)
    assert metadata.invitations.count() == 5000
