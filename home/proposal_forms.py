"""The forms of a new group: what a member proposes, and what an administrator answers."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.words import one_line
from groups.charter import LINES
from groups.charter_forms import clean_name
from groups.governing_forms import cloth_field, join_field, kind_field, language_field, visibility_field
from groups.models import Group
from wiki.links import slug_of

WHY_LIMIT = 4000
REASON_LIMIT = 1000
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
CODES = [code for code, _name in settings.LANGUAGES]


class LongText(forms.CharField):
    """A text of several lines, in a sentence too long if it is too long."""

    def __init__(self, *, most, **options):
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}), required=False, **options
        )
        self.most = most

    def clean(self, value):
        text = super().clean((value or "").replace("\x00", "").replace("\r\n", "\n"))
        if len(text) > self.most:
            raise ValidationError(
                _("This text has %(size)d characters; there is room for %(most)d. Please shorten it."),
                params={"size": len(text), "most": self.most},
            )
        return text


class ProposalForm(forms.Form):
    """A name in every language, a purpose in at least one, and how the group is to be."""

    use_required_attribute = False

    kind = kind_field()
    visibility = visibility_field()
    join_policy = join_field()
    source_language = language_field()
    message = LongText(
        label=gettext_lazy("Why is it needed, and who takes part?"),
        help_text=gettext_lazy("The administrators read this, and nobody else."),
        most=WHY_LIMIT,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in CODES:
            attrs = {"lang": code, "spellcheck": "true", "autocomplete": "off"}
            labels = {f"name_{code}": _("Name"), f"purpose_{code}": _("Purpose, in one sentence")}
            for name, label in labels.items():
                self.fields[name] = forms.CharField(
                    label=label, required=False, strip=False, widget=forms.TextInput(attrs=attrs)
                )

    @property
    def in_languages(self):
        """[(code, name of the language, field of the name, field of the purpose)]"""
        return [
            (code, name, self[f"name_{code}"], self[f"purpose_{code}"]) for code, name in settings.LANGUAGES
        ]

    def clean(self):
        fields = super().clean()
        for code in CODES:
            try:
                fields[f"name_{code}"] = clean_name(fields[f"name_{code}"])
            except ValidationError as trouble:
                self.add_error(f"name_{code}", trouble)
            purpose = fields[f"purpose_{code}"] = one_line(fields[f"purpose_{code}"])
            if len(purpose) > LINES["purpose"]:
                self.add_error(
                    f"purpose_{code}",
                    _("This line has %(size)d characters; there is room for %(most)d. Please shorten it.")
                    % {"size": len(purpose), "most": LINES["purpose"]},
                )
        if not any(fields.get(f"purpose_{code}", "too long") for code in CODES):
            self.add_error(None, _("Please say in one language at least what the group is for."))
        return fields

    @property
    def proposal(self):
        """The fields of a GroupProposal, of a valid form."""
        fields = self.cleaned_data
        purposes = {code: fields[f"purpose_{code}"] for code in CODES if fields[f"purpose_{code}"]}
        # A hidden group is joined by invitation, a listed one never at once.
        group = Group(visibility=fields["visibility"], join_policy=fields["join_policy"])
        return {
            "names": {code: fields[f"name_{code}"] for code in CODES},
            "purposes": purposes,
            "kind": fields["kind"],
            "visibility": fields["visibility"],
            "join_policy": group.how_to_join.value,
            "source_language": fields["source_language"],
            "message": fields["message"],
        }


class ApprovalForm(forms.Form):
    """What a group needs beyond its proposal: a short name, an address in each language, a colour."""

    use_required_attribute = False

    key = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("For commands and some addresses. It never changes."),
        required=False,
    )
    cloth = cloth_field()

    def __init__(self, *args, proposal, **kwargs):
        slugs = {code: slug_of(name, code)[:50].strip("-") for code, name in proposal.names.items()}
        suggested = {f"slug_{code}": slug for code, slug in slugs.items()}
        suggested |= {"key": slugs.get(settings.LANGUAGE_CODE, ""), "cloth": Group.Cloth.PETROL.value}
        kwargs["initial"] = suggested | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"slug_{code}"] = forms.CharField(
                label=_("Address in the language %(language)s") % {"language": name}, required=False
            )
        self.order_fields(["key", *(f"slug_{code}" for code in CODES), "cloth"])

    def clean(self):
        fields = super().clean()
        for name in ("key", *(f"slug_{code}" for code in CODES)):
            if not SLUG.fullmatch(fields.get(name, "")):
                self.add_error(
                    name, _("Please use small letters a to z, digits and hyphens: at most 50 together.")
                )
        return fields

    @property
    def slugs(self):
        """{language code: slug} of a valid form."""
        return {code: self.cleaned_data[f"slug_{code}"] for code in CODES}


class RefusalForm(forms.Form):
    """Why not."""

    use_required_attribute = False

    reason = LongText(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person who proposed the group gets these words by e-mail."),
        most=REASON_LIMIT,
    )

    def clean_reason(self):
        if not self.cleaned_data["reason"].strip():
            raise ValidationError(_("Please give a reason: it helps to propose something better."))
        return self.cleaned_data["reason"]
