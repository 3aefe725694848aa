"""The form that ends an account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeletionForm(forms.Form):
    """The password, where the account has one, and its address typed out: done by them, and on purpose."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please type your password.")},
    )
    address = forms.CharField(
        label=_("The e-mail address of your account, in full"),
        help_text=_("So that nobody deletes an account by mistake."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
        error_messages={"required": _("Please type the e-mail address of your account.")},
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        if not member.has_usable_password():
            del self.fields["password"]

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.member.check_password(password):
            raise forms.ValidationError(
                _("This is not your password. Please type it again."), code="incorrect_password"
            )
        return password

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address.casefold() != self.member.email.casefold():
            raise forms.ValidationError(
                _("This is not the address of your account. Please look at it again."), code="address"
            )
        return address
