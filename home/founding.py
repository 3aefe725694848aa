"""The first pages of a site, and the pages of a new group: always in every language."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from forum.models import ForumPage
from groups.models import Group, GroupIndexPage, GroupPage, index_slug
from wiki.editing import create_page

from .models import HomePage

COMMUNITY_KEY = "community"
# Addresses below the list of groups that are not a group's (home/urls.py), in every language.
RESERVED_SLUGS = {"propose", "proposals", "proposer", "propositions"}


def languages():
    return [code for code, _name in settings.LANGUAGES]


@transaction.atomic
def found_site():
    """Lay the home page and the list of groups in each language, and the community group.

    Safe to run again: what is there is left as it is. Returns {language: HomePage}.
    """
    # A page, the root too, needs the locales to be there.
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in languages()}
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    homes, first = {}, None
    for code, locale in locales.items():
        home = HomePage.objects.filter(locale=locale).first()
        if home is None:
            with translation.override(code):
                home = HomePage(
                    title=settings.SITE_NAME,
                    slug=code,
                    locale=locale,
                    headline=settings.SITE_NAME,
                    lead=_("A place for working groups to write, discuss and decide, in two languages."),
                )
                if first:
                    home.translation_key = first.translation_key
                root.add_child(instance=home)
        first = first or home
        homes[code] = home
        _found_index(home)
    # The page that Wagtail's own first migration makes.
    for page in Page.objects.child_of(root).exclude(slug__in=languages()):
        page.delete()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": first, "site_name": settings.SITE_NAME},
    )
    if not Group.objects.filter(is_community=True).exists():
        found_group(
            COMMUNITY_KEY,
            kind=Group.Kind.COMMUNITY,
            is_community=True,
            who_writes=Group.Writers.EVERYONE,
            cloth=Group.Cloth.SLATE,
            names={code: _in(code, "Community") for code in languages()},
            slugs={code: _in(code, "community") for code in languages()},
        )
    return homes


def _in(code, word):
    """The community group's first name and slug; stewards change the name later."""
    with translation.override(code):
        return _("Community") if word == "Community" else slugify(_("Community"))


def _found_index(home):
    if GroupIndexPage.objects.child_of(home).exists():
        return
    with translation.override(home.locale.language_code):
        page = GroupIndexPage(
            title=_("Groups"), slug=index_slug(home.locale.language_code), locale=home.locale
        )
    twin = GroupIndexPage.objects.first()
    if twin:
        page.translation_key = twin.translation_key
    home.add_child(instance=page)


@transaction.atomic
def found_group(key, *, names, slugs, purposes=None, charters=None, meets=None, by=None, **fields):
    """Make a Group with its home, wiki and discussions in every language. Returns the Group.

    `names` and its sisters map a language code to words; `fields` are those of Group. Raises
    ValidationError (by field: "key", "slug_fr") for a short name or an address that is taken.
    """
    # The lists of groups are ours to the end: two groups founded at once come one after the other.
    indexes = Page.objects.filter(pk__in=GroupIndexPage.objects.values("pk"))
    list(indexes.select_for_update().order_by("pk"))
    _refuse_what_is_taken(key, slugs)
    group = Group(key=key, **fields)
    group.full_clean()
    group.save()
    homes, wikis, forums = {}, {}, {}
    for code in languages():
        locale = Locale.objects.get(language_code=code)
        index = GroupIndexPage.objects.get(locale=locale)
        home = GroupPage(
            title=names[code],
            slug=slugs[code],
            locale=locale,
            group=group,
            purpose=(purposes or {}).get(code, ""),
            charter=(charters or {}).get(code, ""),
            meets=(meets or {}).get(code, ""),
        )
        _twin(home, homes)
        index.add_child(instance=home)
        homes[code] = home
        with translation.override(code):
            forum = ForumPage(title=_("Discussions"), slug="discussions", locale=locale, group=group)
            _twin(forum, forums)
            home.add_child(instance=forum)
            forums[code] = forum
            wikis[code] = create_page(
                home,
                author=by,
                title=_("Wiki of %(group)s") % {"group": names[code]},
                slug="wiki",
                body=_(
                    "This is the front page of the wiki of %(group)s. Write here what newcomers should read first."
                )
                % {"group": names[code]},
                translation_of=next(iter(wikis.values()), None),
                silent=True,
            )
    return group


def _refuse_what_is_taken(key, slugs):
    troubles = {}
    if Group.objects.filter(key=key).exists():
        troubles["key"] = _("A group has this short name already. Please choose another one.")
    for code, slug in slugs.items():
        siblings = Page.objects.child_of(GroupIndexPage.objects.get(locale__language_code=code))
        if slug in RESERVED_SLUGS or siblings.filter(slug=slug).exists():
            troubles[f"slug_{code}"] = _("This address is taken. Please choose another one.")
    if troubles:
        raise ValidationError(troubles)


def _twin(page, others):
    if others:
        page.translation_key = next(iter(others.values())).translation_key
