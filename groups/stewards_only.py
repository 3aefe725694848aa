"""The door of the pages on which stewards run their group. Who is kept out keeps their words."""

from functools import partial, wraps

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.keeping import sign_in_first

from .access import enter
from .deeds import NoLongerAllowed
from .models import Group
from .views import home_of

_signer = signing.Signer(salt="groups.stewards")
# Fields of forms that nobody typed.
_NOT_WORDS = {"csrfmiddlewaretoken", "mark", "base", "part", "preview"}


def mark(group):
    """What shows that a form came from us: only its holder learns that the group was there."""
    return _signer.sign(str(group.pk))


def _for_stewards(view, *, has_page):
    """Call `view(request, group, found, …)` for who runs the group `key`; `found` is their Access.

    Who may not read the group finds nothing; a visitor signs in first; others are told, with 403.
    """

    @wraps(view)
    def guarded(request, key, **kwargs):
        group = get_object_or_404(Group, key=key)
        ours = request.method == "POST" and request.POST.get("mark") == mark(group)
        try:
            found = enter(request.user, group)
        except Http404:
            if not ours:
                raise
            return words_back(request, 404) if request.user.is_authenticated else sign_in_first(request)
        if not request.user.is_authenticated:
            return sign_in_first(request, back=None if has_page else home_of(group).url_path)
        if found.may_run:
            try:
                return view(request, group, found, **kwargs)
            except NoLongerAllowed:
                return words_back(request, 403)
        if ours:
            return words_back(request, 403)
        reason = _("Only the stewards of this group can do that.")
        return render(request, "403.html", {"reason": reason}, status=403)

    return guarded


for_stewards = partial(_for_stewards, has_page=True)
# A button has no page of its own to come back to after signing in.
button_for_stewards = partial(_for_stewards, has_page=False)


def words_back(request, status):
    """The group is no longer this person's to run: here is what they typed, to copy."""
    typed = [
        text for name, text in request.POST.items()
        if name not in _NOT_WORDS and not name.startswith("was_") and text.strip()
    ]  # fmt: skip
    return render(request, "groups/words_back.html", {"typed": "\n\n".join(typed)}, status=status)
