"""The list of organisations, the page of each, and who runs the community."""

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import current_language, same_choice
from core.words import folded

from . import access, who_runs
from .faces import decide_faces
from .models import Organisation, OrganisationApplication
from .organisation_forms import ChoiceOfOrganisations, DayForm

ON_A_PAGE = 100


@require_safe
def index(request):
    """All organisations, or those of a kind, a country or a role."""
    codes = set(Organisation.objects.order_by().values_list("country", flat=True).distinct())
    form = ChoiceOfOrganisations(request.GET, country_codes=codes)
    chosen = form.chosen()
    rows = Organisation.objects.chosen(**chosen).by_name()
    page_obj = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects(page_obj.object_list, "roles")
    may_keep = access.may(request.user, "keep organisations")
    context = {
        "section": "organisations",
        "form": form,
        "alternates": same_choice(request),
        "narrowed": any(chosen.values()),
        "page_obj": page_obj,
        "may_keep": may_keep,
        "waiting": OrganisationApplication.objects.waiting().count() if may_keep else 0,
    }
    return render(request, "organisations/index.html", context)


@require_safe
def organisation(request, pk, slug):
    """One organisation: what it was for the community and when, and its people as far as one may see them."""
    found = get_object_or_404(Organisation, pk=pk)
    if slug != found.slug:
        query = request.META.get("QUERY_STRING")
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""))
    today = timezone.localdate()
    now, formerly = _people(found, request.user, today)
    decide_faces([row.member for row in [*now, *formerly]], request.user)
    context = {
        "section": "organisations",
        "organisation": found,
        "roles": found.roles.order_by("-begun", "-pk"),
        "now": now,
        "formerly": formerly,
        "may_keep": access.may(request.user, "keep organisations"),
    }
    return render(request, "organisations/organisation.html", context)


def _people(found, reader, today):
    """(Affiliations of today, those of the past), by name; whoever is in the first is not in the second."""
    rows = found.affiliations.visible_to(reader).select_related("member")
    rows = sorted(rows, key=lambda row: folded(row.member.name))
    past = [row for row in rows if row.ended and row.ended < today]
    now = [row for row in rows if row not in past and not (row.begun and row.begun > today)]
    still_here = {row.member_id for row in now}
    return now, [row for row in past if row.member_id not in still_here]


@require_safe
def who_runs_this(request):
    """The institutions and committees that run the community today, or ran it on the day `?on=`."""
    form = DayForm(request.GET if "on" in request.GET else None)
    wrong = form.is_bound and not form.is_valid()
    today = timezone.localdate()
    date = (form.is_bound and not wrong and form.cleaned_data["on"]) or today
    known = who_runs.committees(request.user, current_language())
    days = who_runs.turning_days(known)
    committees = who_runs.at_work(known, date)
    administrators = list(who_runs.administrators(request.user)) if date == today else []
    stewards = [row.member for page in committees for row in page.stewards]
    decide_faces([*stewards, *administrators], request.user)
    context = {
        "section": "who runs this",
        "alternates": same_choice(request),
        "form": form,
        "date": date,
        "is_today": date == today,
        "sections": who_runs.institutions(date),
        "committees": committees,
        "administrators": administrators,
        "days": days[::-1],
        "before": max((day for day in days if day < date), default=None),
        "after": min((day for day in days if day > date), default=None),
    }
    return render(request, "organisations/who_runs_this.html", context, status=422 if wrong else 200)
