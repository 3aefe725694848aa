"""Where stewards add and remove the pictures of their group."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import keeping

from .photos import MOST_PHOTOS, PhotoForm, TooManyPhotos, add_photo, remove_photo, with_words
from .stewards_only import button_for_stewards, for_stewards
from .views import home_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def photos(request, group, found):
    """The pictures of a group, and a form for one more."""
    form = PhotoForm(
        request.POST or None, request.FILES or None, group=group, initial=keeping.take_words(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            if add_photo(group, request.user, form.cleaned_data["picture"], form.alt):
                messages.success(request, _("The picture is on the group’s home now."))
            return redirect("groups:photos", group.key)
        except TooManyPhotos:
            form.add_error(None, _too_many())
    shown = [with_words(photo, group) for photo in group.photos.all()]
    context = {
        "group": group,
        "group_page": home_of(group),
        "access": found,
        "form": form,
        "photos": shown,
        "is_full": len(shown) >= MOST_PHOTOS,
        "too_many": _too_many(),
    }
    return render(request, "groups/photo_desk.html", context, status=422 if form.errors else 200)


def _too_many():
    return _("A group shows at most %(most)d pictures. Please remove one first.") % {"most": MOST_PHOTOS}


@require_POST
@button_for_stewards
def remove(request, group, found, pk):
    """Take one picture away; twice is harmless."""
    if remove_photo(group, request.user, pk):
        messages.success(request, _("The picture is removed, and its file deleted."))
    return redirect("groups:photos", group.key)
