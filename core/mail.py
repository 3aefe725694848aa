"""One mail to one person: written in their language and time zone, as text and as HTML."""

from dataclasses import dataclass, field
from functools import cache

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.words import one_line


@dataclass(frozen=True)
class Letter:
    """What to write to one person: a template under templates/mail/, its context and header fields."""

    template: str
    context: dict
    headers: dict = field(default_factory=dict)


HTML_LIMIT = 100_000  # bytes; above that some readers of mail cut the message off


def send(
    template, context, *, to, language, time_zone, message_id, headers=None, connection=None, sender=None
):
    """Render `mail/<template>` in three parts (.subject.txt, .txt, .html) and send it.

    `to` is one address, `language` a code of settings.LANGUAGES, `time_zone` a ZoneInfo, `message_id` with
    its angle brackets. `headers` are added to the usual ones. Returns the EmailMultiAlternatives that was
    sent; errors of the connection are the caller's to catch.
    """
    message = compose(
        template,
        context,
        to=to,
        language=language,
        time_zone=time_zone,
        message_id=message_id,
        headers=headers,
        sender=sender,
    )
    message.connection = connection
    message.send()
    return message


def compose(template, context, *, to, language, time_zone, message_id, headers=None, sender=None):
    """The mail that `send` would send, unsent."""
    with translation.override(language), timezone.override(time_zone):
        context = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": language,
            **context,
        }
        subject = one_line(render_to_string(f"mail/{template}.subject.txt", context))
        context["subject"] = subject
        text = render_to_string(f"mail/{template}.txt", context).strip() + "\n"
        html = _inliner().inline(render_to_string(f"mail/{template}.html", context))
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=sender or settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[f"no-reply@{settings.MAIL_DOMAIN}"],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
            **(headers or {}),
        },
    )
    message.attach_alternative(html, "text/html")
    return message


@cache
def _inliner():
    # Rules for the dark and for small screens stay in <head>; everything else goes into the elements.
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
