"""What shows that a form came from this site."""

from django.core import signing

_signer = signing.Signer(salt="wiki.form")


def mark(page):
    """What shows that a form for `page` came from us: only its holder learns that the page was there."""
    return _signer.sign(str(page.pk))


def was_ours(request, page):
    """Whether what was sent came from a form for `page`."""
    return request.method == "POST" and request.POST.get("mark") == mark(page)
