"""What discussions show of the wiki: the page that one is about, and what was made of messages. No query more."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from core.pages import current_language
from wiki.surroundings import address_in

from .models import MadeInto


def made_of_post():
    """An annotation of posts: what was made of each last, as `made` takes it."""
    return _last(post=OuterRef("pk"))


def made_of_thread():
    """An annotation of threads: what the whole of each was made into last, as `made` takes it."""
    return _last(thread=OuterRef("pk"), post=None)


def _last(**which):
    rows = MadeInto.objects.filter(page__live=True, page__group=F("thread__group"), **which)
    facts = JSONObject(
        pk="page_id",
        title="page__title",
        path="page__url_path",
        language="page__locale__language_code",
        section="section",
        anchor="anchor",
        name="by_name",
    )
    return Subquery(rows.order_by("-pk").values(found=facts)[:1])


def made(facts):
    """What an annotation found, with its `url` for a reader in the active language; None for nothing."""
    if not facts:
        return None
    ending = f"#{facts['anchor']}" if facts["anchor"] else ""
    return {**facts, "url": _address(facts["pk"], facts["path"], facts["language"]) + ending}


def about(thread):
    """Title, language and `url` of the page that `thread` is about; None where it is not there (any more).

    Needs `page__locale` at hand.
    """
    page = thread.page
    if page is None or not page.live or page.group_id != thread.group_id:
        return None
    return {
        "pk": page.pk,
        "title": page.title,
        "language": page.language,
        "url": _address(page.pk, page.url_path, page.language),
    }


def _address(pk, path, language):
    return path if language == current_language() else address_in(pk, current_language())
