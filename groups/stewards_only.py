"""The door of the pages on which stewards run their group. Who is kept out keeps their words."""

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from core.keeping import sign_in_first
from core.pages import current_language

from .access import access, enter
from .models import Group, GroupPage

_signer = signing.Signer(salt="groups.stewards")
# Fields of forms that nobody typed.
_NOT_WORDS = {"csrfmiddlewaretoken", "mark", "base", "part", "preview"}


def mark(group):
    """What shows that a form came from us: only its holder learns that the group was there."""
    return _signer.sign(str(group.pk))


def stewards_only(request, key):
    """(GroupPage in the interface's language, Access, None) for who runs the group `key`.

    Else (None, None, the answer), or Http404. Two queries.
    """
    group = Group.objects.filter(key=key).first()
    try:
        if group is None:
            raise Http404
        found = enter(request.user, group, "run")
    except Http404:
        ours = group and request.method == "POST" and request.POST.get("mark") == mark(group)
        visitor = not request.user.is_authenticated
        if visitor and (ours or (group and access(request.user, group).may_know)):
            return None, None, sign_in_first(request)
        if ours:
            return None, None, words_back(request)
        raise
    page = get_object_or_404(GroupPage.objects.in_language(current_language()), group=group)
    return page, found, None


def words_back(request):
    """The group is no longer this person's to run: here is what they typed, to copy."""
    typed = [
        text for name, text in request.POST.items()
        if name not in _NOT_WORDS and not name.startswith("was_") and text.strip()
    ]  # fmt: skip
    return render(request, "groups/words_back.html", {"typed": "\n\n".join(typed)}, status=404)
