"""What people write in discussions: checked in sentences, and kept when something is wrong with it."""

from django import forms
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django_comments.forms import CommentSecurityForm

from core.markdown import POST_LIMIT, TooDeep, TooLong, TooMuch, check
from core.pages import current_language
from core.words import one_line

from .models import TITLE_LENGTH, Thread

SECURITY = ("content_type", "object_pk", "timestamp", "security_hash")


class PostForm(CommentSecurityForm):
    """A post: its text and language, under the timestamp and hash of django_comments and a honeypot.

    The target is what the form hangs from: a Thread for a reply, a Group for a new thread, a Reply for an
    edit. Whatever is wrong, the form can be shown again with fresh security data and the typed words.
    """

    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write something first.")},
    )
    language = forms.ChoiceField(
        label=_("Written in"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": _("Please choose the language you wrote in."),
            "invalid_choice": _("We do not know this language. Please choose one from the list."),
        },
    )
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    honeypot = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, target_object, data=None, initial=None, **kwargs):
        initial = {"language": current_language(), **(initial or {})}
        super().__init__(target_object, data=data, initial=initial, **kwargs)

    @classmethod
    def was_ours(cls, target_object, data):
        """Whether `data` comes from a form that this site once made for `target_object`, however old."""
        form = cls(target_object)
        timestamp = data.get("timestamp", "")
        expected = form.generate_security_hash(
            str(target_object._meta), str(target_object._get_pk_val()), timestamp
        )
        return constant_time_compare(expected, data.get("security_hash", ""))

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        try:
            check(text, POST_LIMIT)
        except TooLong:
            raise forms.ValidationError(
                _(
                    "This text is too long for one message: there is room for about %(size)d kB. "
                    "Please shorten it, or put it on a page of the wiki."
                ),
                params={"size": POST_LIMIT // 1024},
                code="too_long",
            ) from None
        except TooMuch:
            raise forms.ValidationError(
                _(
                    "This text has more lines, links, list items or table cells than a message can show. "
                    "Please shorten it, or put it on a page of the wiki."
                ),
                code="too_much",
            ) from None
        except TooDeep:
            raise forms.ValidationError(
                _(
                    "Quotes, lists or marks stand too deep inside one another in this text. "
                    "Please make it flatter."
                ),
                code="too_deep",
            ) from None
        return text

    def clean_reply_to(self):
        return self.cleaned_data["reply_to"] or None

    def clean(self):
        """Say what is wrong with the hidden fields in one sentence; nobody could mend them by hand."""
        cleaned = super().clean()
        ours = (str(self.target_object._meta), str(self.target_object._get_pk_val()))
        if self.data.get("honeypot"):
            self.add_error(
                None, _("One field must stay empty. We have emptied it: please send the form again.")
            )
        elif any(name in self.errors for name in SECURITY) or ours != (
            self.data.get("content_type"),
            self.data.get("object_pk"),
        ):
            self.add_error(
                None,
                _(
                    "This form had been open for a long time. What you typed is still here: "
                    "please send it again."
                ),
            )
        for name in (*SECURITY, "reply_to", "page", "form"):
            self._errors.pop(name, None)
        return cleaned

    def refresh(self):
        """Make the form ready to be shown again: new security data, an empty honeypot, the words as typed."""
        self.data = {**{name: self.data.get(name) for name in self.data}, **self.generate_security_data()}
        self.data["honeypot"] = ""
        return self


class ThreadForm(PostForm):
    """A new discussion. Only those who may moderate can make it an announcement."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("Please give the discussion a title."),
            "max_length": _("This title has %(show_value)d characters; there is room for %(limit_value)d."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Thread.Kind.choices,
        error_messages={
            "required": _("Please choose what kind of discussion this is."),
            "invalid_choice": _("Please choose what kind of discussion this is."),
        },
    )
    # The wiki page that it is about. The view looks whether it is there: see views.about.
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, target_object, data=None, *, may_announce=False, **kwargs):
        super().__init__(target_object, data=data, **kwargs)
        if not may_announce:
            choices = [choice for choice in Thread.Kind.choices if choice[0] != Thread.Kind.ANNOUNCEMENT]
            self.fields["kind"].choices = choices
        # What people type is checked in one sentence, not silently cut by the browser.
        self.fields["title"].widget.attrs.pop("maxlength", None)

    def clean_title(self):
        return one_line(self.cleaned_data["title"])


class LockForm(forms.Form):
    """Why a thread is closed, in one sentence."""

    reason = forms.CharField(
        label=_("Why, in one sentence"),
        max_length=Thread._meta.get_field("lock_reason").max_length,
        required=False,
        error_messages={
            "max_length": _("This reason has %(show_value)d characters; there is room for %(limit_value)d."),
        },
    )
