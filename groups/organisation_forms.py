"""What is asked about organisations, their roles and their applications."""

from hashlib import blake2b

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import countries
from core.pages import current_language
from members.forms import NameField

from .days import DayField
from .models import Answered, Organisation, OrganisationApplication, OrganisationRole


class CountryField(forms.ChoiceField):
    """A country, by its name in the reader's language."""

    def __init__(self, **options):
        super().__init__(
            choices=lambda: [("", _("Please choose")), *countries.choices(current_language())], **options
        )
        self.error_messages["required"] = self.error_messages["invalid_choice"] = _(
            "Please choose a country from the list."
        )


class SiteField(forms.URLField):
    """The address of a web site, on the web and nowhere else."""

    NOT_A_SITE = _("This does not look like the address of a web site. One looks like https://example.org/.")
    default_validators = [URLValidator(schemes=["http", "https"], message=NOT_A_SITE)]

    def __init__(self, **options):
        super().__init__(assume_scheme="https", max_length=200, **options)
        self.error_messages["invalid"] = self.NOT_A_SITE
        self.widget.attrs["autocomplete"] = "off"


class AboutAnInstitution(forms.ModelForm):
    """What the administrators' form and that of an applicant both ask."""

    name = NameField(
        label=_("Name of the institution"),
        max_length=200,
        help_text=_("In full, as it calls itself."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Please give the name of the institution.")},
    )
    country = CountryField(label=_("Country"))
    kind = forms.ChoiceField(
        label=_("Kind of institution"),
        choices=Organisation.Kind.choices,
        error_messages={"invalid_choice": _("Please choose a kind from the list.")},
    )
    site = SiteField(label=_("Its web site"), required=False, help_text=_("May be left empty."))


class AsSeen(forms.ModelForm):
    """A form that does not undo what somebody else saved while it was open."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        stored = [str(getattr(self.instance, name)) for name in self._meta.fields]
        self.stored = blake2b("\n".join(stored).encode(), digest_size=8).hexdigest()
        self.initial.setdefault("seen", self.stored)

    def clean(self):
        found = super().clean()
        if self.instance.pk and found.get("seen") != self.stored:
            # Sent once more, it is meant.
            self.data = self.data.copy()
            self.data["seen"] = self.stored
            self.add_error(
                None,
                _(
                    "Somebody else has changed this in the meantime. Nothing is lost: what you typed is below. "
                    "Save it again if it should stand."
                ),
            )
        return found


class OrganisationForm(AsSeen, AboutAnInstitution):
    """An organisation, as administrators keep it."""

    class Meta:
        model = Organisation
        fields = ["name", "country", "kind", "site"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if others := Organisation.objects.exclude(pk=self.instance.pk).named_like(name):
            raise name_taken(others[0].name)
        return name

    def say_that_it_is_taken(self):
        """Somebody was faster with this very name."""
        self.add_error("name", name_taken(self.cleaned_data["name"]))


def name_taken(name):
    """The error for a name that an organisation has already."""
    return forms.ValidationError(
        _("“%(name)s” is in the list already. If you mean another one, add its city to the name."),
        params={"name": name},
        code="taken",
    )


class RoleForm(AsSeen):
    """A role of an organisation, with its dates."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Please choose")), *OrganisationRole.Role.choices],
        error_messages={
            "required": _("Please choose a role from the list."),
            "invalid_choice": _("Please choose a role from the list."),
        },
    )
    note = NameField(
        label=_("Which one"),
        max_length=120,
        required=False,
        help_text=_("For a host: the edition and its city. Readers of every language see the same words."),
    )
    begun = DayField(
        label=_("First day"), error_messages={"required": _("Please say since when it has this role.")}
    )
    ended = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as it lasts."))

    class Meta:
        model = OrganisationRole
        fields = ["role", "note", "begun", "ended"]

    def clean(self):
        found = super().clean()
        if found.get("begun") and found.get("ended") and found["ended"] < found["begun"]:
            self.add_error("ended", _("The last day cannot come before the first one."))
        return found

    def say_that_it_overlaps(self, other):
        """The organisation has this role already at that time: `other`, an OrganisationRole."""
        self.add_error(
            None, _("It has this role at that time already. Please correct the dates of one of the two.")
        )
        self.other = other


class ApplicationForm(AboutAnInstitution):
    """An institution that wants to join; who sends it speaks for it."""

    message = forms.CharField(
        label=_("Why it wants to join"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What it works on, what it hopes for, who in it takes part. The administrators read this."
        ),
    )
    another = forms.BooleanField(label=_("It is another institution of that name"), required=False)

    class Meta:
        model = OrganisationApplication
        fields = ["name", "country", "kind", "site", "message"]

    # Organisations that may be the one that is meant.
    namesakes = ()

    def clean(self):
        found = super().clean()
        if found.get("name"):
            # One that only hosted an edition, or has left, may very well want to join.
            here = Organisation.objects.taking_part_on(timezone.localdate())
            self.namesakes = here.named_like(found["name"])
            if self.namesakes and not found.get("another"):
                self.add_error("name", _("An institution of this name takes part already."))
        return found


class AcceptForm(forms.Form):
    """Which organisation an application is about, one of the list or a new one."""

    organisation = forms.ModelChoiceField(
        label=_("Which institution is it?"),
        queryset=Organisation.objects.all(),
        required=False,
        empty_label=_("a new one, to be added to the list"),
        error_messages={
            "invalid_choice": _("This institution is not in the list any more. Please choose again.")
        },
    )
    name = NameField(
        label=_("Name, if it is new"),
        max_length=200,
        required=False,
        help_text=_("If the list has another one of that name, add the city."),
    )

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        everyone = Organisation.objects.by_name()
        self.fields["organisation"].choices = [
            ("", self.fields["organisation"].empty_label),
            *((row.pk, row.name) for row in everyone),
        ]
        self.fields["name"].initial = application.name
        alike = Organisation.objects.all().named_like(application.name)
        self.fields["organisation"].initial = alike[0].pk if alike else ""

    def clean(self):
        found = super().clean()
        if "organisation" in found and not found["organisation"]:
            if not found.get("name"):
                if "name" not in self.errors:
                    self.add_error("name", _("Please give the name of the institution."))
            elif others := Organisation.objects.all().named_like(found["name"]):
                self.add_error("name", name_taken(others[0].name))
        return found

    def say_that_it_is_taken(self):
        """Somebody was faster with this very name."""
        self.add_error("name", name_taken(self.cleaned_data["name"]))


class RefuseForm(forms.Form):
    """The reason for a no, which goes to the representative word for word."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=Answered._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The representative gets these words by mail."),
        error_messages={"required": _("Please give a reason: the representative reads it.")},
    )


class ChoiceOfOrganisations(forms.Form):
    """What the list of organisations is narrowed to. A value that is not known asks for nothing."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(label=_("Role, now or once"), required=False)

    def __init__(self, *args, country_codes, **kwargs):
        super().__init__(*args, **kwargs)
        named = [pair for pair in countries.choices(current_language()) if pair[0] in country_codes]
        everything = [("", _("all of them"))]
        self.fields["kind"].choices = everything + Organisation.Kind.choices
        self.fields["country"].choices = everything + named
        self.fields["role"].choices = everything + OrganisationRole.Role.choices

    def chosen(self):
        """{kind, country, role} as QuerySet.chosen takes it."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class DayForm(forms.Form):
    """Of which day one asks who ran the community."""

    on = DayField(label=_("On which day?"), required=False)
