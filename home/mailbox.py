"""The demonstration's post office: mails are kept as files and shown in the browser, never sent."""

import email
import email.policy
import itertools
import os
import time
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

_counter = itertools.count()


class Backend(BaseEmailBackend):
    """An e-mail back end that writes each message to settings.DEMO_MAIL_DIR, one file a mail."""

    def send_messages(self, email_messages):
        folder = Path(settings.DEMO_MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{os.getpid()}-{next(_counter)}"
            # Written aside and renamed, so that nobody reads half a mail.
            draft = folder / f".{name}.part"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)


def newest_first():
    """The names of the mails kept, newest first."""
    folder = Path(settings.DEMO_MAIL_DIR)
    return sorted((path.stem for path in folder.glob("[0-9]*.eml")), reverse=True) if folder.is_dir() else []


def read(key):
    """The parsed mail `key` with `text` and `html` as strings, or None."""
    if key not in newest_first():
        return None
    source = (Path(settings.DEMO_MAIL_DIR) / f"{key}.eml").read_bytes()
    message = email.message_from_bytes(source, policy=email.policy.default)
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    return {
        "key": key,
        "to": str(message["To"]),
        "subject": str(message["Subject"]).strip(),
        "language": str(message["Content-Language"] or ""),
        "date": str(message["Date"] or ""),
        "headers": {name: str(value).strip() for name, value in message.items()},
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
        "source": source.decode("utf-8", "replace"),
    }


def forget(found):
    """Delete the kept mails in which a compiled pattern, of addresses or names, finds anything.

    Only the demonstration keeps mails; elsewhere there is nothing to do.
    """
    for key in newest_first() if settings.DEMO else ():
        kept = read(key)
        if found.search("\n".join([*kept["headers"].values(), kept["text"], kept["html"]])):
            (Path(settings.DEMO_MAIL_DIR) / f"{key}.eml").unlink(missing_ok=True)
