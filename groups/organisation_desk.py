"""Administrators keep organisations and their roles on the site itself."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.keeping import sign_in_first, take_words

from . import access, organisations
from .models import Organisation, OrganisationRole
from .organisation_forms import OrganisationForm, RoleForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


def only_for(deed):
    """A view for those who may do `deed` (of access.SITE). Visitors sign in first; for others nothing is there.

    Asked before anything is looked for, so that nobody learns which numbers exist.
    """

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not access.is_somebody(request.user):
                return sign_in_first(request)
            if not access.may(request.user, deed):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


keepers = only_for("keep organisations")


@form_page
@keepers
def add(request):
    """A new organisation."""
    return _organisation_form(request, Organisation())


@form_page
@keepers
def change(request, pk):
    """Name, country, kind and site of an organisation."""
    return _organisation_form(request, get_object_or_404(Organisation, pk=pk))


def _organisation_form(request, found):
    typed = request.POST if request.method == "POST" else None
    before = found.name
    form = OrganisationForm(typed, instance=found, initial=take_words(request))
    if form.is_valid():
        try:
            organisations.save_organisation(form.instance)
            messages.success(request, _("Saved: %(name)s.") % {"name": found.name})
            return redirect(found.get_absolute_url())
        except organisations.NameTaken:
            form.say_that_it_is_taken()
        except organisations.Gone:
            raise Http404 from None
    context = {"section": "organisations", "form": form, "organisation": found, "name": before}
    return _answer(request, "organisations/form.html", form, context)


@form_page
@keepers
def delete(request, pk):
    """Delete an organisation on which nothing hangs, after a question."""
    found = get_object_or_404(Organisation, pk=pk)
    if request.method == "POST":
        try:
            if organisations.delete_organisation(found):
                messages.success(request, _("%(name)s is not in the list any more.") % {"name": found.name})
            return redirect("groups:organisations")
        except organisations.StillUsed:
            messages.error(
                request,
                _(
                    "%(name)s stays: roles, people or applications belong to it. An institution that has left "
                    "keeps its page; give its roles a last day instead."
                )
                % {"name": found.name},
            )
            return redirect(found.get_absolute_url())
    context = {"section": "organisations", "organisation": found}
    return render(request, "organisations/delete.html", context)


@form_page
@keepers
def add_role(request, pk):
    """A new role of an organisation."""
    return _role_form(request, OrganisationRole(organisation=get_object_or_404(Organisation, pk=pk)))


@form_page
@keepers
def change_role(request, pk):
    """End a role, or correct it."""
    rows = OrganisationRole.objects.select_related("organisation")
    return _role_form(request, get_object_or_404(rows, pk=pk))


def _role_form(request, role):
    typed = request.POST if request.method == "POST" else None
    home = role.organisation.get_absolute_url()
    form = RoleForm(typed, instance=role, initial=take_words(request))
    if form.is_valid():
        try:
            organisations.save_role(form.instance)
            messages.success(request, _("Saved: %(role)s.") % {"role": role.get_role_display()})
            return redirect(home)
        except organisations.Overlapping as found:
            form.say_that_it_overlaps(found.args[0])
        except organisations.Gone:
            raise Http404 from None
    context = {"section": "organisations", "form": form, "role": role, "home": home}
    return _answer(request, "organisations/role.html", form, context)


@form_page
@keepers
def delete_role(request, pk):
    """Take away a role that was entered by mistake, after a question."""
    role = get_object_or_404(OrganisationRole.objects.select_related("organisation"), pk=pk)
    home = role.organisation.get_absolute_url()
    if request.method == "POST":
        if organisations.delete_role(role):
            messages.success(request, _("Taken away: %(role)s.") % {"role": role.get_role_display()})
        return redirect(home)
    context = {"section": "organisations", "role": role, "home": home}
    return render(request, "organisations/delete_role.html", context)


def _answer(request, template, form, context):
    return render(request, template, context, status=422 if form.errors else 200)
