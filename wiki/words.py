"""What the wiki says about two texts. Whole sentences for each language, because French needs them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates

from .models import Weight


def _of(code, sentences, otherwise):
    return sentences.get(code, otherwise)


def label(state):
    """One or two words for a PairState: "To review."."""
    return {
        "missing": _("To write."),
        "current": _("Up to date."),
        "needs_update": _("To review."),
        "out_of_date": _("Out of date."),
        "ahead": _("Ahead."),
        "diverged": _("Both have moved on."),
    }[state.state]


def sentence(state):
    """The reason for `label`, from the side of the text that is being read."""
    since = {"date": dates.day(state.since) if state.since else ""}
    code = state.language
    if state.state == "missing":
        return no_text_yet(code)
    if state.state == "needs_update":
        return (
            _of(
                code,
                {
                    "en": _("The English text changed on %(date)s."),
                    "fr": _("The French text changed on %(date)s."),
                },
                _("The other text changed on %(date)s."),
            )
            % since
        )
    if state.state == "out_of_date":
        return changed_much(state)
    if state.state == "ahead":
        return _of(
            code,
            {
                "en": _("The English text does not say yet what changed here."),
                "fr": _("The French text does not say yet what changed here."),
            },
            _("The other text does not say yet what changed here."),
        )
    if state.state == "diverged":
        return _("The two texts have both changed since they last agreed.")
    return _("Both texts agree.")


def changed_much(state):
    """The sentence that warns readers of a text that is out of date."""
    return _of(
        state.language,
        {
            "en": _("The English text changed on %(date)s, and this one no longer says the same."),
            "fr": _("The French text changed on %(date)s, and this one no longer says the same."),
        },
        _("The other text changed on %(date)s, and this one no longer says the same."),
    ) % {"date": dates.day(state.since) if state.since else ""}


def no_text_yet(code):
    return _of(
        code,
        {"en": _("There is no English text yet."), "fr": _("There is no French text yet.")},
        _("This text does not exist yet."),
    )


def bars(css):
    """What the two bars say to those who do not see them, from neither side. For `PairState.css`."""
    code, _dash, what = css.partition("-")
    if what == "missing":
        return no_text_yet(code)
    return {
        "": _("Both texts agree."),
        "en-behind": _("The English text is to be reviewed."),
        "fr-behind": _("The French text is to be reviewed."),
        "en-out": _("The English text is out of date."),
        "fr-out": _("The French text is out of date."),
        "diverged": _("Both texts have changed since they last agreed."),
    }.get(css, _("One of the texts is to be reviewed."))


def read_other(code):
    return _of(
        code, {"en": _("Read the English text"), "fr": _("Read the French text")}, _("Read the other text")
    )


def write_other(code):
    return _of(
        code, {"en": _("Write the English text"), "fr": _("Write the French text")}, _("Write the other text")
    )


def other_heading(code):
    return _of(code, {"en": _("The English text"), "fr": _("The French text")}, _("The other text"))


def weight_question(code):
    """Asked of who saves a text whose other half is in the language `code`."""
    return _of(
        code,
        {
            "en": _("Does the English text have to follow?"),
            "fr": _("Does the French text have to follow?"),
        },
        _("Does the other text have to follow?"),
    )


def weight_choices(code):
    """The answers to `weight_question`, as form choices."""
    warn = _of(
        code,
        {
            "en": _("Yes, and warn English readers meanwhile"),
            "fr": _("Yes, and warn French readers meanwhile"),
        },
        _("Yes, and warn the readers meanwhile"),
    )
    return [
        (int(Weight.MINOR), _("No, only spelling or layout")),
        (int(Weight.NORMAL), _("Yes. Tell the translators")),
        (int(Weight.MAJOR), warn),
    ]


def level_box(code):
    """The box that says that the text saved agrees with its other half in the language `code`."""
    return _of(
        code,
        {
            "en": _("This text now says the same as the English text"),
            "fr": _("This text now says the same as the French text"),
        },
        _("This text now says the same as the other text"),
    )


def weight_in_history(weight):
    return {
        Weight.MINOR: _("only spelling or layout"),
        Weight.NORMAL: _("tells the translators"),
        Weight.MAJOR: _("warns the readers of the other language"),
    }[weight]


def size_in_history(change):
    """How much longer or shorter a text became, `change` in characters."""
    if change == 0:
        return _("same length")
    if change > 0:
        return ngettext("%(count)d character more", "%(count)d characters more", change) % {"count": change}
    return ngettext("%(count)d character less", "%(count)d characters less", -change) % {"count": -change}
