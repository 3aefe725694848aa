from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from . import proposal_views, views

urlpatterns = [
    # No group can have these words for its address: see RESERVED_SLUGS in founding.py.
    path(_("groups/propose/"), proposal_views.propose, name="propose_group"),
    path(_("groups/proposals/"), proposal_views.proposals_to_answer, name="group_proposals"),
    path(_("groups/proposals/<int:pk>/"), proposal_views.answer_proposal, name="group_proposal"),
    path(
        _("groups/proposals/<int:pk>/withdraw/"), proposal_views.withdraw_proposal, name="withdraw_proposal"
    ),
    path("", views.serve, name="home"),
    re_path(r"^((?:[\w\-]+/)+)$", views.serve, name="page"),
]
