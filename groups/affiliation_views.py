"""A member's own institutions: list, add, change, remove."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import keeping

from .affiliations import AffiliationForm, add_affiliation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def affiliations(request):
    """All of one's own, and a form for one more."""
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    if request.method == "POST":
        form = AffiliationForm(request.POST)
        if form.is_valid():
            if add_affiliation(request.user, **form.cleaned_data):
                messages.success(request, _("Saved. It stands in your profile."))
            return redirect("groups:affiliations")
    else:
        form = AffiliationForm(initial=keeping.take_words(request))
    rows = request.user.affiliations.select_related("organisation")
    return _show(request, "groups/affiliations.html", {"form": form, "affiliations": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def affiliation(request, pk):
    """Change one: another institution, other dates, an end."""
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    row = get_object_or_404(request.user.affiliations.select_related("organisation"), pk=pk)
    if request.method == "POST":
        form = AffiliationForm(request.POST, instance=row)
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved. It stands in your profile."))
            return redirect("groups:affiliations")
    else:
        form = AffiliationForm(instance=row, initial=keeping.take_words(request))
    return _show(request, "groups/affiliation.html", {"form": form, "pk": pk})


@require_POST
def remove(request, pk):
    """Take one away; twice is harmless."""
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    if request.user.affiliations.filter(pk=pk).delete()[0]:
        messages.success(request, _("Removed from your profile."))
    return redirect("groups:affiliations")


def _show(request, template, context):
    bad = context["form"].is_bound and not context["form"].is_valid()
    return render(request, template, {"section": "profile", **context}, status=422 if bad else 200)
