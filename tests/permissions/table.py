"""Who gets which answer at every named address, to GET and to POST.

Each answer is six numbers: to a visitor, a signed-in outsider, a former member, a member, a steward and an
administrator; three of them, for a public, a listed and a hidden group. A POST sends an empty form.
"""

# Reading ------------------------------------------------------------------------------------------------
ALL = "200 200 200 200 200 200"
INSIDE = "404 404 404 200 200 200"
NOT_GET = "405 405 405 405 405 405"

EVERYBODY = (ALL, ALL, ALL)
KNOW = (ALL, ALL, INSIDE)
READ = (ALL, INSIDE, INSIDE)
NEVER = (NOT_GET, NOT_GET, NOT_GET)
# The page in the language it has answers at its own address.
MOVED = ("302 302 302 302 302 302", "404 404 404 302 302 302", "404 404 404 302 302 302")

# Writing ------------------------------------------------------------------------------------------------
# A form: the visitor is sent to sign in, those outside a public group are told that members write.
WRITE = ("302 403 403 200 200 200", INSIDE, INSIDE)
# The same for a button that acts on what its reader saw: an empty form has seen nothing, and changes nothing.
WRITE_SEEN = ("302 403 403 409 409 409", "404 404 404 409 409 409", "404 404 404 409 409 409")
# An empty note is sent back.
NOTE = ("302 403 403 422 422 422", "404 404 404 422 422 422", "404 404 404 422 422 422")
# A button of who writes.
WRITE_DONE = ("302 403 403 302 302 302", "404 404 404 302 302 302", "404 404 404 302 302 302")
ONLY_POST = (NOT_GET, "404 404 404 405 405 405", "404 404 404 405 405 405")
# A list of what is one's own; a visitor has nothing.
MINE = ("302 200 200 200 200 200", INSIDE, INSIDE)
# A text that waits, of another member: the stewards' alone.
PROPOSED = ("302 404 404 404 200 200", "404 404 404 404 200 200", "404 404 404 404 200 200")
PROPOSED_AGAIN = tuple(row.replace("200", "422") for row in PROPOSED)
# Of one's own post (the member's): nobody else changes it.
OWN = (
    "302 403 403 200 403 403",
    "404 404 404 200 403 403",
    "404 404 404 200 403 403",
)
OWN_DONE = tuple(row.replace("200", "302") for row in OWN)
# The browser of who writes keeps a draft now and then; those who may not are told so in a status alone.
DRAFT_GET = ("405 405 405 405 405 405", "404 404 404 405 405 405", "404 404 404 405 405 405")
DRAFT = ("403 403 403 200 200 200", INSIDE, INSIDE)
# What only stewards see and send: an empty form is sent back, or is a button that has done its work.
DESK = ("302 403 403 403 200 200", "404 404 404 403 200 200", "404 404 404 403 200 200")
DESK_AGAIN = tuple(row.replace("200", "422") for row in DESK)
# Members' form that needs something in it.
WRITE_AGAIN = ("302 403 403 422 422 422", "404 404 404 422 422 422", "404 404 404 422 422 422")
# A steward's button.
STEWARD = ("302 403 403 403 302 302", "404 404 404 403 302 302", "404 404 404 403 302 302")
# Links that follow a new title: an empty form names no page. Whose text may be changed is asked for each.
FOLLOW = ("302 422 422 422 422 422", "404 404 404 422 422 422", "404 404 404 422 422 422")
# Of a page that somebody else has written: only stewards delete it.
NOT_MINE = ("302 403 403 403 200 200", "404 404 404 403 200 200", "404 404 404 403 200 200")
NOT_MINE_DONE = tuple(row.replace("200", "302") for row in NOT_MINE)
# Asking is for a group that takes requests, as the listed one does; of the others one is led home.
ASK_FORM = (
    "302 302 302 302 302 302",
    "302 200 200 302 302 302",
    "404 404 404 302 302 302",
)
# Outside the languages' trees a missing file leads into one of them first, and is missing there.
FILE = (ALL, ALL, "302 302 302 200 200 200")
# A button for anyone who may know the group: what comes of it is told on the page it leads back to.
ASK = (
    "302 302 302 302 302 302",
    "302 302 302 302 302 302",
    "404 404 404 302 302 302",
)

OF_A_GROUP = {
    # name: (address in a world, answers to GET, answers to POST)
    "page:home.HomePage": (lambda w: "/en/", EVERYBODY, EVERYBODY),
    "page:groups.GroupIndexPage": (lambda w: w.index, EVERYBODY, EVERYBODY),
    "page:groups.GroupPage": (lambda w: w.home, KNOW, KNOW),
    "page:wiki.WikiPage:": (lambda w: w.page.url_path, READ, READ),
    "page:wiki.WikiPage:edit/": (lambda w: w.page.url_path + "edit/", WRITE, WRITE),
    "page:wiki.WikiPage:new/": (lambda w: w.page.url_path + "new/", WRITE, WRITE),
    "page:wiki.WikiPage:draft/": (lambda w: w.page.url_path + "draft/", DRAFT_GET, DRAFT),
    "page:wiki.WikiPage:history/": (lambda w: w.page.url_path + "history/", READ, READ),
    "page:wiki.WikiPage:history/<int:number>/": (lambda w: w.page.url_path + "history/1/", READ, READ),
    "page:wiki.WikiPage:history/compare/": (lambda w: w.page.url_path + "history/compare/", READ, READ),
    "page:wiki.WikiPage:history/authors/": (lambda w: w.page.url_path + "history/authors/", READ, READ),
    "page:wiki.WikiPage:history/<int:number>/restore/": (
        lambda w: w.page.url_path + "history/1/restore/",
        WRITE,
        WRITE_SEEN,
    ),
    "page:wiki.WikiPage:history/<int:number>/undo/": (
        lambda w: w.page.url_path + "history/1/undo/",
        WRITE,
        WRITE_SEEN,
    ),
    "page:wiki.WikiPage:cite/": (lambda w: w.page.url_path + "cite/", READ, READ),
    "page:wiki.WikiPage:links/": (lambda w: w.page.url_path + "links/", READ, FOLLOW),
    "page:wiki.WikiPage:suggest/": (lambda w: w.page.url_path + "suggest/", WRITE, WRITE),
    "page:wiki.WikiPage:needs-work/": (lambda w: w.page.url_path + "needs-work/", WRITE, NOTE),
    "page:wiki.WikiPage:needs-work/<int:pk>/done/": (
        lambda w: f"{w.page.url_path}needs-work/{w.work_note.pk}/done/",
        ONLY_POST,
        WRITE_DONE,
    ),
    "page:wiki.WikiPage:files/": (lambda w: w.page.url_path + "files/", READ, WRITE_AGAIN),
    "page:wiki.WikiPage:files/<slug:key>/": (lambda w: w.file, READ, WRITE_AGAIN),
    # Added by the shy one, so that of members only stewards remove it.
    "page:wiki.WikiPage:files/<slug:key>/remove/": (lambda w: w.file + "remove/", DESK, STEWARD),
    "wiki_files:attachment": (lambda w: w.url("wiki_files:attachment", w.key, "x.txt"), READ, NEVER),
    "page:wiki.WikiPage:move/": (lambda w: w.page.url_path + "move/", WRITE, WRITE_AGAIN),
    "page:wiki.WikiPage:arrange/": (lambda w: w.wiki + "arrange/", WRITE, WRITE_DONE),
    "page:wiki.WikiPage:delete/": (lambda w: w.page.url_path + "delete/", NOT_MINE, NOT_MINE_DONE),
    "page:wiki.WikiPage:lock/": (lambda w: w.page.url_path + "lock/", ONLY_POST, STEWARD),
    "page:wiki.WikiPage:unlock/": (lambda w: w.page.url_path + "unlock/", ONLY_POST, STEWARD),
    "wiki:bin": (lambda w: w.url("wiki:bin", w.group.key), WRITE, NEVER),
    "wiki:restore": (lambda w: w.url("wiki:restore", w.group.key, w.binned.pk), NEVER, STEWARD),
    "page:forum.ForumPage:": (lambda w: w.forum, READ, READ),
    "page:forum.ForumPage:new/": (lambda w: w.forum + "new/", WRITE, WRITE),
    "page:forum.ForumPage:<int:pk>-<slug:slug>/": (lambda w: w.thread.address(w.forum), READ, WRITE),
    "groups:join": (lambda w: w.url("groups:join", w.group.key), NEVER, ASK),
    "groups:leave": (lambda w: w.url("groups:leave", w.group.key), NEVER, ASK),
    "wiki:in_language": (lambda w: w.url("wiki:in_language", w.page.pk), MOVED, NEVER),
    "wiki:permalink": (lambda w: w.url("wiki:permalink", w.page.pk, 1), MOVED, NEVER),
    "wiki:changes": (lambda w: w.url("wiki:changes", w.group.key), READ, NEVER),
    "wiki:loose_ends": (lambda w: w.url("wiki:loose_ends", w.group.key), READ, NEVER),
    "wiki:waiting": (lambda w: w.url("wiki:waiting", w.group.key), MINE, NEVER),
    "wiki:proposed": (lambda w: w.url("wiki:proposed", w.group.key, w.proposed.pk), PROPOSED, PROPOSED_AGAIN),
    "wiki:needs_work": (lambda w: w.url("wiki:needs_work", w.group.key), READ, NEVER),
    "forum:edit_post": (lambda w: w.url("forum:edit_post", w.reply.pk), OWN, OWN),
    "forum:delete_post": (lambda w: w.url("forum:delete_post", w.reply.pk), OWN, OWN_DONE),
    "forum:hide_post": (lambda w: w.url("forum:hide_post", w.reply.pk), NEVER, STEWARD),
    "forum:show_post": (lambda w: w.url("forum:show_post", w.reply.pk), NEVER, STEWARD),
    "forum:make_page": (lambda w: w.url("forum:make_page", w.reply.pk), WRITE, WRITE_AGAIN),
    "forum:make_page_of_thread": (
        lambda w: w.url("forum:make_page_of_thread", w.thread.pk),
        WRITE,
        WRITE_AGAIN,
    ),
    "forum:lock": (lambda w: w.url("forum:lock", w.thread.pk), NEVER, STEWARD),
    "forum:unlock": (lambda w: w.url("forum:unlock", w.thread.pk), NEVER, STEWARD),
    "forum:pin": (lambda w: w.url("forum:pin", w.thread.pk), NEVER, STEWARD),
    "forum:unpin": (lambda w: w.url("forum:unpin", w.thread.pk), NEVER, STEWARD),
    "forum:hide": (lambda w: w.url("forum:hide", w.thread.pk), NEVER, STEWARD),
    "forum:show": (lambda w: w.url("forum:show", w.thread.pk), NEVER, STEWARD),
    # Membership
    "groups:ask": (lambda w: w.of("ask"), ASK_FORM, ASK),
    "groups:withdraw": (lambda w: w.of("withdraw"), NEVER, ASK),
    "groups:members": (lambda w: w.of("members"), READ, NEVER),
    # The stewards' desk
    "groups:desk": (lambda w: w.of("desk"), DESK, NEVER),
    "groups:desk_log": (lambda w: w.of("desk_log"), DESK, NEVER),
    "groups:desk_members": (lambda w: w.of("desk_members"), DESK, NEVER),
    "groups:accept_request": (lambda w: w.of("accept_request", w.asked.pk), NEVER, STEWARD),
    "groups:refuse_request": (lambda w: w.of("refuse_request", w.asked.pk), DESK, DESK_AGAIN),
    "groups:remove_member": (lambda w: w.of("remove_member", w.shy.pk), DESK, DESK_AGAIN),
    "groups:ban_member": (lambda w: w.of("ban_member", w.shy.pk), DESK, DESK_AGAIN),
    "groups:unban_member": (lambda w: w.of("unban_member", w.banned.pk), NEVER, STEWARD),
    "groups:name_steward": (lambda w: w.of("name_steward", w.shy.pk), DESK, STEWARD),
    "groups:end_stewardship": (
        lambda w: w.of("end_stewardship", w.people["steward"].pk),
        DESK,
        STEWARD,
    ),
    "groups:invitations": (lambda w: w.of("invitations"), DESK, DESK_AGAIN),
    "groups:invite_many": (lambda w: w.of("invite_many"), DESK, DESK_AGAIN),
    # Without a list sent before there is no report: it leads to the form.
    "groups:invitations_report": (lambda w: w.of("invitations_report"), STEWARD, NEVER),
    "groups:revoke_invitation": (lambda w: w.of("revoke_invitation", w.invitation.pk), NEVER, STEWARD),
    "groups:send_again": (lambda w: w.of("send_again", w.invitation.pk), NEVER, STEWARD),
    # Charter, settings, pictures
    "groups:charter": (lambda w: w.of("charter", "en"), DESK, DESK_AGAIN),
    "groups:charter_history": (lambda w: w.of("charter_history", "en"), DESK, NEVER),
    "groups:charter_version": (lambda w: w.of("charter_version", "en", w.charter.pk), DESK, NEVER),
    "groups:settings": (lambda w: w.of("settings"), DESK, DESK),
    "groups:photos": (lambda w: w.of("photos"), DESK, DESK),
    "groups:remove_photo": (lambda w: w.of("remove_photo", w.photo.pk), NEVER, STEWARD),
    "files:group_photo": (lambda w: w.url("files:group_photo", w.photo.file, 480), FILE, NEVER),
}

# Addresses that belong to no group: (arguments; answers to a visitor, an outsider, the member whose things they
# are, and an administrator: to GET, to POST).
OF_THE_SITE = {
    # The front, and what outsiders of the languages' trees find there: a missing thing leads into one of them first
    "root": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "admin_login": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "healthz": (lambda t: (), "200 200 200 200", "200 200 200 200"),
    "home": (lambda t: (), "200 200 200 200", "200 200 200 200"),
    "page": (lambda t: ("nowhere/",), "404 404 404 404", "404 404 404 404"),
    # What was changed in all wikis that one may read
    "wiki:all_changes": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    # Organisations; what administrators keep is missing for everybody else
    "groups:organisations": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "groups:organisation": (
        lambda t: (t.organisation.pk, t.organisation.slug),
        "200 200 200 200",
        "405 405 405 405",
    ),
    "groups:who_runs_this": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "groups:add_organisation": (lambda t: (), "302 404 404 200", "302 404 404 422"),
    "groups:change_organisation": (lambda t: (t.organisation.pk,), "302 404 404 200", "302 404 404 422"),
    "groups:delete_organisation": (lambda t: (t.organisation.pk,), "302 404 404 200", "302 404 404 302"),
    "groups:add_organisation_role": (lambda t: (t.organisation.pk,), "302 404 404 200", "302 404 404 422"),
    "groups:change_organisation_role": (lambda t: (t.role.pk,), "302 404 404 200", "302 404 404 422"),
    "groups:delete_organisation_role": (lambda t: (t.role.pk,), "302 404 404 200", "302 404 404 302"),
    "groups:apply_for_organisation": (lambda t: (), "302 200 200 200", "302 422 422 422"),
    "groups:organisation_applications": (lambda t: (), "302 404 404 200", "405 405 405 405"),
    "groups:organisation_application": (lambda t: (t.application.pk,), "302 404 200 200", "302 404 302 302"),
    # People; the shy one is seen by who shares a group
    "groups:people": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "groups:person": (lambda t: (t.shy.pk,), "404 404 200 200", "405 405 405 405"),
    "files:person": (lambda t: (t.shy.picture, 96), "302 302 200 200", "405 405 405 405"),
    "groups:affiliations": (lambda t: (), "302 200 200 200", "302 422 422 422"),
    "groups:affiliation": (lambda t: (t.affiliation.pk,), "302 404 200 404", "302 404 422 404"),
    "groups:remove_affiliation": (lambda t: (t.affiliation.pk,), "405 405 405 405", "302 302 302 302"),
    # With a good token it opens to whoever has the link: tests/groups/test_inviting.py
    "groups:invitation": (lambda t: ("forged",), "404 404 404 404", "404 404 404 404"),
    # What one typed and has not saved
    "wiki:drafts": (lambda t: (), "302 200 200 200", "405 405 405 405"),
    "wiki:draft": (lambda t: (t.draft.pk,), "302 404 200 404", "405 405 405 405"),
    "wiki:let_go": (lambda t: (t.draft.pk,), "405 405 405 405", "302 404 302 404"),
    # New groups; a proposer sees their own on the form's page
    "propose_group": (lambda t: (), "302 200 200 200", "302 422 422 422"),
    "group_proposals": (lambda t: (), "302 404 404 200", "405 405 405 405"),
    "group_proposal": (lambda t: (t.proposal.pk,), "302 404 404 200", "302 404 404 422"),
    "withdraw_proposal": (lambda t: (t.proposal.pk,), "405 405 405 405", "302 404 302 404"),
    # One's own account
    "own:data": (lambda t: (), "302 200 200 200", "302 302 302 302"),
    "own:progress": (lambda t: (), "302 200 200 200", "405 405 405 405"),
    "own:download": (lambda t: (), "302 404 404 404", "405 405 405 405"),
    "own:delete": (lambda t: (), "302 200 200 200", "302 422 422 422"),
    "members:profile": (lambda t: (), "302 200 200 200", "302 200 200 200"),
    "notices:settings": (lambda t: (), "302 200 200 200", "302 200 200 200"),
    "notices:stop": (lambda t: ("forged",), "404 404 404 404", "404 404 404 404"),
    # The demonstration's mailbox
    "demo_mails": (lambda t: (), "200 200 200 200", "200 200 200 200"),
    "demo_mail_json": (lambda t: (), "200 200 200 200", "200 200 200 200"),
    "demo_mail": (lambda t: ("nothing",), "302 302 302 302", "302 302 302 302"),
    "demo_mail_html": (lambda t: ("nothing",), "302 302 302 302", "302 302 302 302"),
    "demo_mail_source": (lambda t: ("nothing",), "302 302 302 302", "302 302 302 302"),
    # Signing in
    "account_request_login_code": (lambda t: (), "200 302 302 302", "200 302 302 302"),
    "account_login": (lambda t: (), "200 302 302 302", "200 302 302 302"),
    "account_signup": (lambda t: (), "200 302 302 302", "200 302 302 302"),
    "account_logout": (lambda t: (), "302 200 200 200", "302 302 302 302"),
    "account_reauthenticate": (lambda t: (), "302 200 200 200", "302 200 200 200"),
    "account_email": (lambda t: (), "302 200 200 200", "302 302 302 302"),
    "account_email_verification_sent": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "account_confirm_email": (lambda t: ("forged",), "200 200 200 200", "404 404 404 404"),
    "account_confirm_login_code": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "account_inactive": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "account_change_password": (lambda t: (), "302 200 200 200", "302 200 200 200"),
    "account_set_password": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "account_reset_password": (lambda t: (), "200 200 200 200", "200 200 200 200"),
    "account_reset_password_done": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    "account_reset_password_from_key": (lambda t: ("1", "forged"), "200 200 200 200", "200 200 200 200"),
    "account_reset_password_from_key_done": (lambda t: (), "200 200 200 200", "405 405 405 405"),
    # Second factor and sessions: what matters asks for the password first
    "mfa_index": (lambda t: (), "302 200 200 200", "302 405 405 405"),
    "mfa_authenticate": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_reauthenticate": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_activate_totp": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_deactivate_totp": (lambda t: (), "302 404 404 404", "302 404 404 404"),
    "mfa_view_recovery_codes": (lambda t: (), "302 404 404 404", "302 404 404 404"),
    "mfa_generate_recovery_codes": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_list_webauthn": (lambda t: (), "302 302 302 302", "405 405 405 405"),
    "mfa_add_webauthn": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_login_webauthn": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_reauthenticate_webauthn": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "mfa_remove_webauthn": (lambda t: (1,), "302 302 302 302", "302 302 302 302"),
    "mfa_edit_webauthn": (lambda t: (1,), "302 302 302 302", "302 302 302 302"),
    "usersessions_list": (lambda t: (), "302 200 200 200", "302 302 302 302"),
    # Other services: none is switched on here
    "leave_for_service": (lambda t: ("github",), "405 405 405 405", "404 404 404 404"),
    "socialaccount_connections": (lambda t: (), "404 404 404 404", "404 404 404 404"),
    "socialaccount_signup": (lambda t: (), "404 404 404 404", "404 404 404 404"),
    "socialaccount_login_cancelled": (lambda t: (), "404 404 404 404", "404 404 404 404"),
    "socialaccount_login_error": (lambda t: (), "404 404 404 404", "404 404 404 404"),
    "orcid_callback": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "google_callback": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "github_callback": (lambda t: (), "302 302 302 302", "302 302 302 302"),
    "openid_connect_callback": (lambda t: ("oidc",), "302 302 302 302", "302 302 302 302"),
}
