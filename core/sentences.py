"""Answers for the site's own scripts: they ask for JSON, and get one sentence for the person who waits."""

from django.http import JsonResponse


def wants_json(request):
    """Whether a script asks, which cannot show a page. Browsers do not ask for JSON by themselves."""
    return "application/json" in request.headers.get("Accept", "")


def sentence(words, status):
    """{"sentence": words}, with an HTTP `status`."""
    return JsonResponse({"sentence": str(words)}, status=status)
