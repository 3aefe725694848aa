"""An institution joins: the form of its representative, and the answer of an administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.keeping import sign_in_first, take_words

from . import access, organisations
from .answering import AlreadyAnswered
from .models import OrganisationApplication
from .organisation_desk import form_page, only_for
from .organisation_forms import AcceptForm, ApplicationForm, RefuseForm

ANSWERED_ON_A_PAGE = 50
State = OrganisationApplication.State


@form_page
@only_for("apply for an organisation")
def apply(request):
    """The form for an institution that wants to join, and what the signed-in member sent before."""
    if request.method != "POST":
        return _form(request, ApplicationForm(initial=take_words(request)))
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    words = {name: form.cleaned_data[name] for name in ("name", "country", "kind", "site", "message")}
    try:
        row, created = organisations.apply(request.user, **words)
    except organisations.TooManyWaiting:
        form.add_error(
            None,
            _(
                "You have %(number)d applications that wait for an answer. Please wait, or withdraw one of them."
            )
            % {"number": organisations.MOST_WAITING},
        )
        return _form(request, form)
    if created:
        messages.success(
            request, _("Sent. The administrators are told, and their answer comes to you by mail.")
        )
    else:
        messages.warning(
            request, _("You have applied for this institution already, and it waits for an answer.")
        )
    return redirect(row.get_absolute_url())


def _form(request, form):
    own = request.user.organisation_applications.order_by("-created_at", "-pk")
    context = {"section": "organisations", "form": form, "own": own}
    return render(request, "organisations/apply.html", context, status=422 if form.errors else 200)


@require_safe
@only_for("answer")
def applications(request):
    """What waits for an answer, and what was answered. For administrators."""
    rows = OrganisationApplication.objects.select_related("representative", "decided_by")
    answered = Paginator(rows.answered(), ANSWERED_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "organisations", "waiting": rows.waiting(), "page_obj": answered}
    return render(request, "organisations/applications.html", context)


@form_page
def application(request, pk):
    """One application, for its representative and for administrators, with the buttons each of them has."""
    if not access.is_somebody(request.user):
        return sign_in_first(request)
    rows = OrganisationApplication.objects.select_related("representative", "decided_by", "organisation")
    found = rows.filter(pk=pk).first()
    may_answer = access.may(request.user, "answer")
    if found is None or not (may_answer or found.representative_id == request.user.pk):
        raise Http404
    answer = request.POST.get("answer")
    typed = request.POST if request.method == "POST" else None
    words = take_words(request)
    forms = {
        "accept": AcceptForm(
            typed if answer == "accept" else None, application=found, initial=_choice(words)
        ),
        "refuse": RefuseForm(typed if answer == "refuse" else None, initial=words),
    }
    if request.method == "POST":
        done = _answered(request, found, answer, may_answer, forms)
        if done:
            return done
    context = {
        "section": "organisations",
        "application": found,
        "own": found.representative_id == request.user.pk,
        "may_answer": may_answer,
        "accept_form": forms["accept"],
        "refuse_form": forms["refuse"],
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "organisations/application.html", context, status=422 if wrong else 200)


def _choice(words):
    """What an administrator had chosen before they had to sign in again."""
    return {name: words[name] for name in ("organisation", "name") if name in words}


def _answered(request, found, answer, may_answer, forms):
    """Do what the button says and lead back to the page; None where the form has to be shown again."""
    own = found.representative_id == request.user.pk
    if answer in forms and may_answer and not _fits(found, forms[answer]):
        return None
    try:
        if answer == "withdraw" and own:
            organisations.withdraw(found)
            messages.success(request, _("Withdrawn. Nobody will answer this application any more."))
        elif answer == "refuse" and may_answer:
            organisations.refuse(found, request.user, forms["refuse"].cleaned_data.get("reason"))
            messages.success(request, _("Refused. The representative is told by mail, with your reason."))
        elif answer == "accept" and may_answer:
            organisations.accept(found, request.user, **forms["accept"].cleaned_data)
            messages.success(request, _("Accepted. The representative is told by mail."))
    except AlreadyAnswered as faster:
        _say_who_was_faster(request, faster.row, answer)
    except organisations.NameTaken:
        forms["accept"].say_that_it_is_taken()
        return None
    except organisations.Gone:
        messages.warning(request, _("The list has changed in the meantime. Please look again."))
    return redirect(found.get_absolute_url())


def _fits(found, form):
    """Whether the deed may be tried: what is wrong with a form does not matter where it comes too late."""
    return form.is_valid() or not OrganisationApplication.objects.waiting().filter(pk=found.pk).exists()


def _say_who_was_faster(request, found, answer):
    """Nothing to say where the same person pressed the same button twice."""
    same = {State.ACCEPTED: "accept", State.REFUSED: "refuse", State.WITHDRAWN: "withdraw"}[found.state]
    if found.decided_by == request.user and same == answer:
        return
    name = found.decided_by.name if found.decided_by and access.may(request.user, "answer") else ""
    words = {
        State.ACCEPTED: _("%(name)s has already accepted this application."),
        State.REFUSED: _("%(name)s has already refused this application."),
        State.WITHDRAWN: _("%(name)s has withdrawn this application in the meantime."),
    }[found.state]
    messages.warning(
        request, words % {"name": name} if name else _("This application has been answered in the meantime.")
    )
