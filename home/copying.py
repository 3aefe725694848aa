"""A member's copy of what we hold about them: a ZIP of JSON for programs and Markdown for people.

Nothing is gathered in memory: rows are read a few hundred at a time and written as they come.
"""

import json
import re
import shutil
import zipfile

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone

from core import uploads
from core.keeping import SESSION_KEY as KEPT_WORDS
from forum.models import Reply
from groups.models import GroupPage
from members.models import User
from wiki.models import Edit, WikiPage

from .holdings import BY_ADDRESS, addresses_of, installed, models_of

AT_ONCE = 200
SECRET_OF_THE_ACCOUNT = {"password"}
NOT_FOR_THE_INVITED = {"key", "invited_by", "used_by", "told", "message_key"}


def write_copy(member, file, tell):
    """Write the ZIP of `member` into an open binary file, in the active language and zone.

    `tell(done, total)` is called after each row, post and version of a page; what it raises ends the work.
    """
    copy = _Copy(member, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True), tell)
    with copy.zip:
        copy.readme()
        copy.picture()
        copy.data()
        copy.posts()
        copy.pages()


class _Copy:
    """One ZIP in the making."""

    def __init__(self, member, file, tell):
        self.member, self.zip, self._tell = member, file, tell
        self.holdings = [(holding, holding.shown(member)) for holding in installed()]
        self.posts_of = Reply.objects.filter(user=member)
        self.edits_of = Edit.objects.filter(author=member)
        self.done = 0
        counts = [rows.count() for _holding, rows in self.holdings]
        self.total = sum(counts) + self.posts_of.count() + self.edits_of.count()

    def step(self):
        self.done += 1
        # What is written meanwhile is in the copy too; the end is never passed.
        self._tell(min(self.done, self.total), self.total)

    def readme(self):
        """What is in here, in the member's language."""
        context = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "now": timezone.now(),
            "member": self.member,
        }
        self.zip.writestr("README.txt", render_to_string("home/copy.txt", context).strip() + "\n")

    def picture(self):
        """The member's picture in its full size."""
        if source := uploads.open_kept(self.member.picture):
            with source, self.zip.open("picture.webp", "w") as out:
                shutil.copyfileobj(source, out)

    def data(self):
        """Every row, by model and by what ties it to the member: {"rows": {model: {tie: [row, …]}}}."""
        with self.zip.open("data.json", "w") as out:

            def write(text):
                out.write(text.encode())

            shown = [f for f in User._meta.concrete_fields if f.name not in SECRET_OF_THE_ACCOUNT]
            account = _row(self.member, shown)
            head = {"site": settings.SITE_URL, "made_at": timezone.now(), "account": account}
            head["sessions"] = list(_sessions(self.member))
            write(_json(head)[:-1] + ', "rows": {')
            first = True
            for name, rows in self._everything():
                write(("" if first else ",") + f"\n{_json(name)}: [")
                first = False
                for number, row in enumerate(rows):
                    write(("," if number else "") + "\n  " + _json(row))
                write("]")
            write("}}\n")

    def _everything(self):
        """(name, rows as dicts) of each holding, then of what knows the member by address alone."""
        for holding, rows in self.holdings:
            yield holding.name, self._rows(holding, rows)
        for model, column in models_of(BY_ADDRESS):
            fields = [f for f in model._meta.concrete_fields if f.name not in NOT_FOR_THE_INVITED]
            rows = model._base_manager.annotate(known_by=Lower(column))
            found = rows.filter(known_by__in=addresses_of(self.member))
            yield f"{model._meta.label}.{column}", (_row(row, fields) for row in in_chunks(found))

    def _rows(self, holding, rows):
        columns = holding.columns()
        for row in in_chunks(rows):
            yield _row(row, columns)
            self.step()

    def posts(self):
        """posts/<thread>-<post>.md, and what each said before it was changed."""
        known = set(self._readable_posts())
        for post in in_chunks(self.posts_of.select_related("discussion__group")):
            thread = post.discussion
            mine = thread.author_id == self.member.pk
            head = {
                # The title of a discussion that others opened is theirs: only where it can be read now.
                "title": thread.title if mine or post.pk in known else None,
                "date": post.submit_date,
                "address": self._address(thread, post) if post.pk in known else None,
                "language": post.language,
                "changed": post.edited_at,
                "deleted": True if post.is_removed else None,
            }
            name = f"posts/{thread.pk}-{post.pk}"
            self._markdown(f"{name}.md", head, post.comment)
            versions = post.versions.order_by("replaced_at", "pk") if post.edited_at else ()
            for number, version in enumerate(versions, 1):
                head = {
                    "date": version.written_at,
                    "until": version.replaced_at,
                    "language": version.language,
                }
                self._markdown(f"{name}.before-{number}.md", head, version.text)
            self.step()

    def _readable_posts(self):
        return Reply.objects.visible_to(self.member).filter(user=self.member).values_list("pk", flat=True)

    def _address(self, thread, post):
        """The full address of a post, in the member's language."""
        home = self._homes().get(thread.group_id)
        return settings.SITE_URL + post.address(thread.address(f"{home}discussions/")) if home else None

    def _homes(self):
        if not hasattr(self, "_homes_found"):
            pages = GroupPage.objects.in_language(self.member.language)
            self._homes_found = dict(pages.values_list("group", "url_path"))
        return self._homes_found

    def pages(self):
        """pages/<page>/version-<n>.md for each version they saved, and latest.md where they may read it."""
        readable = WikiPage.objects.visible_to(self.member).filter(edits__author=self.member).distinct()
        known = set()
        for page in in_chunks(readable.select_related("locale")):
            known.add(page.pk)
            head = {"title": page.title, "address": page.full_url, "language": page.language}
            self._markdown(f"pages/{page.pk}/latest.md", head, page.body)
        for edit in in_chunks(self.edits_of.select_related("revision", "page__locale")):
            content = edit.revision.content
            ending = f"history/{edit.number}/"
            head = {
                "title": content.get("title", ""),
                "date": edit.created_at,
                "address": edit.page.full_url + ending if edit.page_id in known else None,
                "language": edit.page.language,
                "summary": edit.summary or None,
            }
            self._markdown(f"pages/{edit.page_id}/version-{edit.number}.md", head, content.get("body", ""))
            self.step()

    def _markdown(self, name, head, text):
        """A text, to the byte, below its front matter. JSON strings are YAML's too, so any title is safe."""
        lines = [f"{key}: {_json(value)}" for key, value in head.items() if value is not None]
        self.zip.writestr(name, "---\n" + "\n".join(lines) + "\n---\n\n" + text)


def in_chunks(rows):
    """Each row of a queryset, in the order of its keys, read AT_ONCE at a time."""
    last, rows = None, rows.order_by("pk")
    while chunk := list((rows if last is None else rows.filter(pk__gt=last))[:AT_ONCE]):
        yield from chunk
        last = chunk[-1].pk


def _row(row, fields):
    """A row as {column: value}; a relation is the number it points to."""
    return {field.name: field.value_from_object(row) for field in fields}


def _sessions(member):
    """Where the member is signed in: until when, and the words that wait there for a form."""
    for row in Session.objects.iterator(chunk_size=500):
        session = row.get_decoded()
        if session.get(SESSION_KEY) == str(member.pk):
            yield {"ends": row.expire_date, "kept": session.get(KEPT_WORDS, {})}


class _Encoder(DjangoJSONEncoder):
    def default(self, value):
        # Files by their name, and whatever a library may keep.
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def _json(value):
    return re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(value, cls=_Encoder, ensure_ascii=False))
