"""A person who has left a row in every table that can hold one, and a search for what is left of them."""

import uuid
from datetime import date, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection

from forum import posting
from forum.models import Reply
from groups.membership import begin_stewardship
from groups.models import (
    Affiliation,
    Ban,
    GroupPage,
    GroupPhoto,
    GroupProposal,
    Invitation,
    JoinRequest,
    LogEntry,
    Organisation,
    OrganisationApplication,
    note,
)  # fmt: skip
from home import holdings
from members.models import User
from notices.models import DigestSchedule, OutgoingMail, Watch
from tests.factories import belong, make_member, make_page, make_reply, make_thread
from wiki import editing

NAME, EARLIER = "Zenobia Quartermain", "Zenobia Featherstone"
ADDRESS, OTHER_ADDRESS = "zenobia.quartermain@library.example", "zq@home.example"
IP = "203.0.113.77"
PICTURE = "f00d" * 8


def make_everything(metadata, hidden, amina, benoit):
    """Zenobia, with something everywhere. Returns her and what must stay of hers."""
    she = make_member(
        EARLIER, email=ADDRESS, language="fr", picture=PICTURE, about={"en": f"I am {NAME}."}, country="FR",
        orcid="0000-0002-1825-0097", date_joined=timezone.now() - timedelta(days=900),
    )  # fmt: skip
    belong(she, metadata)
    belong(she, hidden)
    _write_under_her_earlier_name(she, metadata, hidden, amina)
    User.objects.filter(pk=she.pk).update(name=NAME)
    she.refresh_from_db()
    stays = _write(she, metadata, hidden, amina, benoit)
    _take_part(she, metadata, hidden, amina, benoit)
    _use_the_site(she)
    # Wagtail's root of all files, which a test that flushes the database takes away.
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    for holding in holdings.installed():
        if not holding.rows(she).exists():
            fill(holding.model, holding.pointer, she)
    return she, stays


def _write_under_her_earlier_name(she, metadata, hidden, amina):
    thread = make_thread(metadata, author=she, title="First words", text="Hello.")
    make_thread(hidden, author=she, title="A hidden matter", text="Between us.")
    make_page(metadata, author=she, title="Her first page", body="First text.")
    note(metadata, she, LogEntry.Deed.PINNED)
    note(metadata, amina, LogEntry.Deed.NAMED_STEWARD, subject=she, words=f"{EARLIER} knows it best")
    assert thread.last_post_by == EARLIER


def _write(she, metadata, hidden, amina, benoit):
    thread = make_thread(
        metadata, author=she, title=f"How {NAME} does it", text=f"Write to <{ADDRESS}>.\n\n{NAME}, library"
    )
    make_reply(thread, author=amina, text="Thank you.")
    late = make_reply(thread, author=she, text=f"With pleasure. *{NAME}*")
    posting.edit_reply(late, by=she, text=f"Gladly. *{NAME}*", language="en")
    gone = make_reply(thread, author=she, text=f"A mistake of {ADDRESS}")
    posting.delete_reply(gone, she)
    Reply.objects.filter(user=she).update(ip_address=IP, user_email=ADDRESS, user_url="https://zq.example/")
    # What others wrote; the address goes, Benoît's words stay.
    theirs = make_thread(metadata, author=benoit, title="Who knows?", text=f"Ask {ADDRESS.upper()}, please.")
    posting.edit_reply(theirs.replies.get(), by=benoit, text=f"Ask {ADDRESS.title()}, please!", language="en")
    page = make_page(metadata, author=she, title="A guide", body=f"Written down. Contact: {ADDRESS}")
    editing.save_page(
        page, author=she, title="A guide", body=f"Better. [mail](mailto:{ADDRESS})", base=page.latest_revision_id,
        summary=f"{NAME} was here",
    )  # fmt: skip
    GroupPage.objects.filter(group=metadata).update(contacts=f"{ADDRESS} answers questions.")
    return {"thread": thread.pk, "late": late.pk, "gone": gone.pk, "page": page.pk, "theirs": theirs.pk}


def _take_part(she, metadata, hidden, amina, benoit):
    begin_stewardship(she, metadata)
    library = Organisation.objects.create(name="A library", country="FR")
    Affiliation.objects.create(member=she, organisation=library, begun=date(2020, 1, 1))
    JoinRequest.objects.create(
        group=hidden, member=she, message=f"I am {NAME}", reason="No", decided_by=amina
    )
    JoinRequest.objects.create(group=metadata, member=benoit, state="accepted", decided_by=she)
    soon = timezone.now() + timedelta(days=14)
    common = {"group": metadata, "language": "en", "expires_at": soon, "told": True}
    Invitation.objects.create(
        email=OTHER_ADDRESS,
        state="used",
        used_by=she,
        invited_by=amina,
        invited_by_name="Amina Bello",
        **common,
    )
    Invitation.objects.create(
        email=ADDRESS.upper(), invited_by=amina, invited_by_name="Amina Bello", **common
    )
    Invitation.objects.create(
        email="friend@elsewhere.example", invited_by=she, invited_by_name=NAME, **common
    )
    Ban.objects.create(group=hidden, member=she, by=amina, reason=f"{NAME} was loud")
    Ban.objects.create(group=hidden, member=benoit, by=she)
    LogEntry.objects.create(
        group=metadata, actor=amina, actor_name="Amina Bello", deed=LogEntry.Deed.INVITED, words=OTHER_ADDRESS
    )
    GroupProposal.objects.create(proposer=she, names={"en": f"Friends of {NAME}"}, told=True)
    GroupProposal.objects.create(proposer=amina, names={"en": "Other"}, decided_by=she, told=True)
    GroupPhoto.objects.create(group=metadata, file="0" * 32, file_name="x.webp", added_by=she)
    OrganisationApplication.objects.create(
        name="Her library", country="FR", representative=she, message=f"Ask {ADDRESS}", told=True
    )
    OrganisationApplication.objects.create(
        name="Another", country="FR", representative=amina, decided_by=she, told=True
    )
    DigestSchedule.objects.update_or_create(member=she)
    kind = ContentType.objects.get_for_model(type(metadata))
    Watch.objects.create(member=she, content_type=kind, object_id=metadata.pk, level="nothing")
    OutgoingMail.objects.create(recipient=she, occasion="digest:1", trouble=f"refused {ADDRESS}")
    OutgoingMail.objects.create(address=OTHER_ADDRESS, language="fr", occasion="invitation:1", kind="letter")


def _use_the_site(she):
    browser = Client(REMOTE_ADDR=IP)
    browser.force_login(she)
    session = browser.session
    session["kept"] = {"/en/x/": {"text": f"A draft of {NAME}"}}
    session.save()
    # On another device she began to sign up again, and did not finish.
    visitor = Client().session
    visitor["kept"] = {"/en/account/signup/": {"email": ADDRESS.upper()}}
    visitor.save()
    default_storage.save(f"private/f0/0d/{PICTURE}/whole", ContentFile(b"her face"))
    default_storage.save(f"private/f0/0d/{PICTURE}/96", ContentFile(b"her small face"))


def fill(model, pointer=None, member=None):
    """A row of any model, with the least that its columns ask for; `pointer` leads to `member`."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.name == pointer:
            values[field.name] = member
        elif pointer and "__" in pointer and field.name == pointer.split("__")[0]:
            inner = field.related_model
            row = inner._base_manager.filter(**{pointer.partition("__")[2]: member}).first()
            values[field.name] = row or fill(inner, pointer.partition("__")[2], member)
        elif isinstance(field, models.GenericIPAddressField):
            values[field.name] = IP
        elif isinstance(field, models.EmailField):
            values[field.name] = ADDRESS
        elif (
            field.null
            or field.primary_key
            or (field.has_default() and field.get_default() is not None)
            or (field.blank and not field.is_relation and not isinstance(field, models.DateField))
        ):
            continue
        elif field.is_relation:
            values[field.name] = field.related_model._base_manager.first() or fill(field.related_model)
        else:
            values[field.name] = _least(field)
    # Neither the model's own save() nor signals: they may want a file or a page that fits.
    return model._base_manager.bulk_create([model(**values)])[0]


def _least(field):
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2026, 1, 1)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    if isinstance(field, models.JSONField):
        return {}
    return "x"


def found_in_database(*words):
    """["table: row", …] for each row of any table, ours or a library's, that holds one of `words`."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = " ".join(map(str, row)).lower()
                if any(word.lower() in text for word in words):
                    hits.append(f"{table}: {row}")
    return hits


def found_in_files(*words):
    """The files below MEDIA_ROOT and DEMO_MAIL_DIR, and the tombstones, that hold one of `words`."""
    places = [Path(settings.MEDIA_ROOT), Path(settings.DEMO_MAIL_DIR)]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    files += [path for path in [Path(settings.TOMBSTONES)] if path.exists()]
    return [
        str(path) for path in files
        if any(word.lower() in path.read_bytes().decode("utf-8", "replace").lower() for word in words)
    ]  # fmt: skip


def pointing_at(member):
    """["model.field: count", …] for every relation, of any model, that still points to `member`."""
    left = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is User:
                count = model._base_manager.filter(**{field.attname: member.pk}).count()
                left += [f"{model._meta.label}.{field.name}: {count}"] if count else []
    return left
