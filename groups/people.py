"""The directory of members, and each one's profile: only what this reader may see, in lists and in counts."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core import countries, dates
from core.pages import current_language
from core.words import folded
from members.models import User

from . import access
from .models import Affiliation, GroupPage, Membership, Organisation
from .roster import places

PER_PAGE = 50
LONGEST_SEARCH = 80


class Filters(forms.Form):
    """What one can look for. The lists hold only what this reader may see.

    A choice that is not in its list counts as none, whether it is hidden or does not exist.
    """

    q = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs={"type": "search"}))
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    organisation = forms.ChoiceField(label=gettext_lazy("Institution"))
    language = forms.ChoiceField(label=gettext_lazy("Reads"), choices=settings.LANGUAGES)

    def __init__(self, asked, groups, organisations):
        super().__init__(use_required_attribute=False)
        self.fields["group"].choices = groups
        self.fields["organisation"].choices = organisations
        self.chosen = {"q": asked.get("q", "")[:LONGEST_SEARCH].strip()}
        for name in ("group", "organisation", "language"):
            field = self.fields[name]
            value = asked.get(name, "")
            self.chosen[name] = value if value in {str(code) for code, _label in field.choices} else ""
            field.choices = [("", _("Any")), *field.choices]
        self.initial = self.chosen


@require_safe
def directory(request):
    """The members whose profile this reader may see, 50 a page, by name, group, institution and language."""
    seen = User.objects.filter(access.people_visible_to(request.user))
    filters = Filters(request.GET, _groups_to_choose(request.user), _organisations_to_choose(seen))
    page = Paginator(_found(seen, **filters.chosen), PER_PAGE).get_page(request.GET.get("page"))
    members = {
        member.pk: member for member in User.objects.filter(pk__in=list(page)).prefetch_related(places())
    }
    page.object_list = [members[pk] for pk in page.object_list if pk in members]
    for member in page.object_list:
        member.face_shown = True
        member.country_name = _country(member)
    context = {
        "section": "people",
        "people": page,
        "filters": filters,
        "is_filtered": any(filters.chosen.values()),
    }
    return render(request, "groups/people.html", context)


def _found(seen, q, group, organisation, language):
    """Ids of the members looked for, in the order of their names.

    Names are compared here and not in the database, which in neither of ours knows that "é" is an "e" and
    where it stands in the alphabet. That is one query and a few milliseconds for thousands of members.
    """
    if group:
        seen = seen.filter(memberships__group__key=group)
    if organisation:
        seen = seen.filter(
            pk__in=Affiliation.objects.current().filter(organisation=organisation).values("member")
        )
    words = folded(q).split()
    if q and not words:  # signs alone are nobody's name
        return []
    rows = [
        (folded(name), pk)
        for pk, name, read in seen.values_list("pk", "name", "languages_read")
        if not language or language in read
    ]
    return [pk for name, pk in sorted(rows) if all(word in name for word in words)]


def _groups_to_choose(reader):
    """[(key, name)] of the groups whose list of members `reader` may see."""
    pages = GroupPage.objects.in_language().filter(access.readable_by(reader, "group__"))
    names = pages.filter(group__is_community=False).values_list("group__key", "title")
    return sorted(names, key=lambda row: folded(row[1]))


def _organisations_to_choose(seen):
    """[(id, name)] of the institutions where somebody of `seen` works now."""
    where = Affiliation.objects.current().filter(member__in=seen).values("organisation")
    rows = Organisation.objects.filter(pk__in=where).values_list("pk", "name")
    return sorted(rows, key=lambda row: folded(row[1]))


@require_safe
def person(request, pk):
    """What a member says of themselves, and what they do in groups that this reader may know.

    Where the reader may not see the profile, it answers as for a member who does not exist.
    """
    member = get_object_or_404(User.objects.filter(access.people_visible_to(request.user)), pk=pk)
    member.face_shown = True
    language = next((code for code in (current_language(), *member.about) if member.about.get(code)), "")
    context = {
        "section": "people",
        "person": member,
        "about": member.about.get(language, ""),
        "about_language": language,
        "country": _country(member),
        "languages": [name for code, name in settings.LANGUAGES if code in member.languages_read],
        "affiliations": member.affiliations.select_related("organisation"),
        "zone": dates.zone_name(zone=member.zone),
        "clock": _clock_of(member),
        **_in_groups(member, request.user),
    }
    return render(request, "groups/person.html", context)


def _in_groups(member, reader):
    """{"groups": [(GroupPage, current Stewardship or None)], "earlier": [(GroupPage, past Stewardship)]}

    That somebody belongs to a group is for those who may read it; who runs a group now, for those who may
    know it.
    """
    belongs = Membership.objects.filter(
        access.readable_by(reader, "group__"), member=member, group__is_community=False
    )
    belongs = set(belongs.values_list("group", flat=True))
    runs = member.stewardships.filter(access.known_to(reader, "group__"), ended=None)
    ran = member.stewardships.filter(access.readable_by(reader, "group__")).exclude(ended=None)
    now, ran = {row.group_id: row for row in runs}, list(ran)
    groups = belongs | set(now) | {row.group_id for row in ran}
    pages = GroupPage.objects.in_language().filter(group__in=groups)
    pages = {page.group_id: page for page in sorted(pages, key=lambda page: folded(page.title))}
    return {
        "groups": [(page, now.get(pk)) for pk, page in pages.items() if pk in belongs or pk in now],
        "earlier": [(pages[row.group_id], row) for row in ran if row.group_id in pages],
    }


def _country(member):
    return countries.name(member.country, current_language()) if member.country else ""


def _clock_of(member):
    with timezone.override(member.zone):
        return dates.clock(timezone.now())
