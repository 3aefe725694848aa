"""Where stewards add and remove the pictures of their group."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import keeping

from . import access
from .models import Group
from .photos import MOST_PHOTOS, PhotoForm, TooManyPhotos, add_photo, remove_photo, with_words
from .views import home_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request, key):
    """The pictures of a group, and a form for one more."""
    group = get_object_or_404(Group.objects.visible_to(request.user), key=key)
    page = home_of(group)
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request)
    found = access.enter(request.user, group, "run")
    form = PhotoForm(
        request.POST or None, request.FILES or None, group=group, initial=keeping.take_words(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            if add_photo(group, request.user, form.cleaned_data["picture"], form.alt):
                messages.success(request, _("The picture is on the group’s home now."))
            return redirect("groups:photos", key)
        except TooManyPhotos:
            form.add_error(None, _too_many())
    shown = [with_words(photo, group) for photo in group.photos.all()]
    context = {
        "group": group,
        "group_page": page,
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
def remove(request, key, pk):
    """Take one picture away; twice is harmless."""
    group = get_object_or_404(Group.objects.visible_to(request.user), key=key)
    if not request.user.is_authenticated:
        return keeping.sign_in_first(request, back=home_of(group).url_path)
    access.enter(request.user, group, "run")
    if remove_photo(group, request.user, pk):
        messages.success(request, _("The picture is removed, and its file deleted."))
    return redirect("groups:photos", key)
