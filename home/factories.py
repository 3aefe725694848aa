"""Ready-made people, groups, pages and threads: for the demonstration and for the tests alike.

They go through the same doors as the site itself (founding, editing, posting), so that they cannot rot.
"""

from allauth.account.models import EmailAddress

from forum import posting
from groups.membership import begin_stewardship
from groups.models import Membership
from members.models import User
from wiki import editing
from wiki.models import WikiPage

from .founding import found_group, languages


def make_member(name, *, email=None, password="demo", language="en", **fields):  # noqa: S107
    """A member with a confirmed address, `firstname@demo.example` unless told."""
    email = email or f"{name.split()[0].lower()}@demo.example"
    fields.setdefault("languages_read", [language])
    member = User(email=email, name=name, language=language, **fields)
    member.set_password(password)
    member.save()
    EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    return member


def make_group(key, *, names=None, slugs=None, members=(), stewards=(), **fields):
    """A group with its pages in every language, and its people. Other words as in `found_group`."""
    name = key.replace("-", " ").capitalize()
    group = found_group(
        key,
        names=names or dict.fromkeys(languages(), name),
        slugs=slugs or dict.fromkeys(languages(), key),
        **fields,
    )
    for member in members:
        Membership.objects.get_or_create(group=group, member=member)
    for member in stewards:
        begin_stewardship(member, group)
    return group


def wiki_root(group, language="en"):
    """The front page of a group's wiki in one language."""
    return WikiPage.objects.get(group=group, slug="wiki", depth=5, locale__language_code=language)


def make_page(
    group, *, author=None, title="A page", body="Some words.", language="en", parent=None, **options
):
    """A wiki page, under the wiki's front page unless `parent` says otherwise."""
    parent = parent or wiki_root(group, language)
    return editing.create_page(parent, author=author, title=title, body=body, **options)


def make_thread(group, *, author, title="A thread", language="en", text="What do you think?", **options):
    """A thread with its opening post."""
    return posting.start_thread(group, author=author, title=title, language=language, text=text, **options)


def make_reply(thread, *, author, text="I agree.", language="en", **options):
    """A reply at the end of a thread."""
    return posting.post_reply(thread, author=author, text=text, language=language, **options)
