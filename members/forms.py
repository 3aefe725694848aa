"""Forms for an account and a profile. Those of django-allauth get our words here."""

from allauth.account import app_settings
from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import countries, keeping
from core.fields import PictureField
from core.pages import current_language
from core.pictures import FACE
from core.words import one_line

from . import orcid, zones
from .models import User

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "oldpassword": _("Your password until now"),
    "remember": _("Keep me signed in on this device"),
    "code": _("Code"),
}
REQUIRED = {
    "login": _("Please give your e-mail address."),
    "email": _("Please give your e-mail address."),
    "password": _("Please type your password."),
    "password1": _("Please choose a password."),
    "oldpassword": _("Please type your password until now."),
    "code": _("Please type the code from the mail."),
}
NOT_AN_ADDRESS = _("This does not look like an e-mail address. One looks like name@example.org.")
PASSWORD_HINT = _("At least 10 characters. Several words together are easy to remember and hard to guess.")


class NameField(forms.CharField):
    """What a person is called on the site, on one line: a line break would also break the head of a mail."""

    def to_python(self, value):
        return one_line(super().to_python(value))


class OurWords:
    """Mixin before a form of django-allauth: our labels and sentences, what was kept, no placeholders."""

    own_labels = {}
    own_required = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One field is enough: a forgotten password can be chosen anew by mail.
        self.fields.pop("password2", None)
        labels = {**LABELS, **self.own_labels}
        required = {**REQUIRED, **self.own_required}
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = labels.get(name, field.label)
            if name in required:
                field.error_messages["required"] = required[name]
            if name in ("login", "email"):
                field.error_messages["invalid"] = NOT_AN_ADDRESS
                # The column holds 254 characters, the form field of Django would take 320.
                field.validators.append(MaxLengthValidator(254, NOT_AN_ADDRESS))
            if name.startswith("password") or name == "oldpassword":
                field.help_text = PASSWORD_HINT if name == "password1" else ""
        request = context.request
        if not self.is_bound and request is not None and request.method == "GET":
            self.initial = {**self.initial, **keeping.take(request)}
            # Shown once: whoever sits at this machine next need not see the address.
            keeping.forget(request)


class LoginForm(OurWords, allauth.LoginForm):
    """Sign in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class RequestLoginCodeForm(OurWords, allauth.RequestLoginCodeForm):
    """Ask for a mail with a code to sign in."""

    remember = forms.BooleanField(required=False)

    def clean_email(self):
        """A code opens an account only at the address it has confirmed.

        Somebody may have made the account with an address that is not theirs, and a password they know: a
        code must not confirm that address for them.
        """
        email = super().clean_email()
        proven = EmailAddress.objects.filter(user=self._user, email__iexact=email, verified=True)
        if self._user and not proven.exists():
            self._user = None
        return email

    def clean(self):
        """As after a password: the session outlives the browser only where it was asked to."""
        if "email" in self.cleaned_data:
            asked = self.cleaned_data["remember"]
            context.request.session.set_expiry(app_settings.SESSION_COOKIE_AGE if asked else 0)
        return super().clean()


class ConfirmLoginCodeForm(OurWords, allauth.ConfirmLoginCodeForm):
    """The code from that mail."""


class NewMember(OurWords, forms.Form):
    """Put before a form that makes an account: what a new member is asked, with a password or without."""

    name = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("As it should appear beside your posts."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give your name.")},
    )
    # Filled by the browser where it can; a wrong or missing value falls back to the site's zone.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        return name if name in zones.known() else ""

    def try_save(self, request):
        """As django-allauth does; the second of two presses on the button finds that the account exists.

        A password is hashed for an account that exists too: the time of the answer must not tell.
        """
        if self.account_already_exists and "password1" in self.cleaned_data:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class SignupForm(NewMember, allauth.SignupForm):
    """Sign up: name, address, password."""

    field_order = ["name", "email", "password1"]


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    """Ask for a mail to choose a new password."""


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    """Choose a new password, from that mail."""

    own_labels = {"password1": _("New password")}


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    """Choose another password while signed in."""

    own_labels = {"password1": _("New password")}


class SetPasswordForm(OurWords, allauth.SetPasswordForm):
    """A first password, for an account that had none."""


class ReauthenticateForm(OurWords, allauth.ReauthenticateForm):
    """The password again, before something that matters."""


class AddEmailForm(OurWords, allauth.AddEmailForm):
    """Another address for the account."""

    own_labels = {"email": _("New e-mail address")}


class OrcidField(forms.CharField):
    """A number of orcid.org, with or without the address before it, with or without hyphens."""

    def to_python(self, value):
        return orcid.tidy(super().to_python(value))


class ProfileForm(forms.ModelForm):
    """What a member says of themselves, and their own settings."""

    MOST_ABOUT = 1000
    SEEN_BY = [
        ("everyone", _("Everyone, also people without an account")),
        ("members", _("People with an account on this site")),
        (
            "groups",
            _("Only members of my groups, and the administrators; the community group does not count"),
        ),
    ]

    name = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("As it should appear beside your posts."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give your name.")},
    )
    new_picture = PictureField(
        label=_("My picture"),
        shape=FACE,
        required=False,
        help_text=_(
            "JPEG, PNG, WebP or GIF, at most 15 MB. We cut a square from its middle, and keep nothing of what "
            "the camera wrote into it, such as the place."
        ),
    )
    remove_picture = forms.BooleanField(label=_("Remove my picture"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    orcid = OrcidField(
        label=_("ORCID"),
        required=False,
        max_length=60,
        validators=[orcid.validate],
        help_text=_("Your number at orcid.org, such as 0000-0002-1825-0097."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    languages_read = forms.MultipleChoiceField(
        label=_("Languages I read"),
        help_text=_("Texts in other languages are marked, and folded where a page holds many."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one language.")},
    )
    seen_by = forms.ChoiceField(
        label=_("Who sees my profile"),
        help_text=_(
            "Your profile is your picture, what you say of yourself here, and your groups, as far as the reader "
            "may know them. Your name stands beside what you write, whoever may read that."
        ),
        choices=SEEN_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who sees your profile.")},
    )

    class Meta:
        model = User
        fields = ["name", "country", "orcid", "seen_by", "language", "languages_read", "time_zone", "theme"]
        help_texts = {
            "time_zone": _(
                "For the hours on the site and the hour of your digest. Type the first letters of a city."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Not a closed choice: the model says in a sentence what is wrong with an unknown zone.
        self.fields["time_zone"].widget = forms.Select(choices=self._zones())
        self.fields["country"].choices = [("", _("Not said")), *countries.choices(current_language())]
        for code, name in settings.LANGUAGES:
            self.fields[f"about_{code}"] = forms.CharField(
                label=_("A few lines about you, in this language: %(language)s") % {"language": name},
                initial=self.instance.about.get(code, ""),
                max_length=self.MOST_ABOUT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    @property
    def about_fields(self):
        """The bound fields for the lines about oneself, one in each language."""
        return [self[f"about_{code}"] for code, _name in settings.LANGUAGES]

    @property
    def picture_was_lost(self):
        """Whether a good picture came with something wrong elsewhere: a browser does not send it again."""
        return bool(self.errors and self.cleaned_data.get("new_picture"))

    def clean(self):
        super().clean()
        words = {code: self.cleaned_data.get(f"about_{code}", "") for code, _name in settings.LANGUAGES}
        # Lines in a language that the site no longer has are kept.
        about = {**self.instance.about, **words}
        self.instance.about = {code: text for code, text in about.items() if text}

    @property
    def changed_fields(self):
        """The names of the model's fields that were changed, each once, as they stand in the form."""
        own = {"new_picture": "picture", "remove_picture": "picture"}
        names = [own.get(name, "about" if name.startswith("about_") else name) for name in self.changed_data]
        return list(dict.fromkeys(names))

    def _zones(self):
        """The list of zones, with the one that is set or was typed in front if the list has it not."""
        choices = zones.choices(current_language())
        chosen = self["time_zone"].value() or ""
        if any(chosen == name for _region, cities in choices for name, _city in cities):
            return choices
        return [(chosen, chosen), *choices]

    def save(self, commit=True):
        """Write the fields of this form and no others. Returns the member."""
        member = super().save(commit=False)
        if commit:
            member.save(update_fields=[*self.Meta.fields, "about"])
        return member
