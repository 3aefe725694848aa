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
# Of one's own post (the member's): nobody else changes it.
OWN = (
    "302 403 403 200 403 403",
    "404 404 404 200 403 403",
    "404 404 404 200 403 403",
)
OWN_DONE = tuple(row.replace("200", "302") for row in OWN)
# A steward's button.
STEWARD = ("302 403 403 403 302 302", "404 404 404 403 302 302", "404 404 404 403 302 302")
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
    "page:wiki.WikiPage:history/": (lambda w: w.page.url_path + "history/", READ, READ),
    "page:wiki.WikiPage:history/<int:number>/": (lambda w: w.page.url_path + "history/1/", READ, READ),
    "page:forum.ForumPage:": (lambda w: w.forum, READ, READ),
    "page:forum.ForumPage:new/": (lambda w: w.forum + "new/", WRITE, WRITE),
    "page:forum.ForumPage:<int:pk>-<slug:slug>/": (lambda w: w.thread.address(w.forum), READ, WRITE),
    "groups:join": (lambda w: w.url("groups:join", w.group.key), NEVER, ASK),
    "groups:leave": (lambda w: w.url("groups:leave", w.group.key), NEVER, ASK),
    "wiki:in_language": (lambda w: w.url("wiki:in_language", w.page.pk), MOVED, NEVER),
    "forum:edit_post": (lambda w: w.url("forum:edit_post", w.reply.pk), OWN, OWN),
    "forum:delete_post": (lambda w: w.url("forum:delete_post", w.reply.pk), OWN, OWN_DONE),
    "forum:hide_post": (lambda w: w.url("forum:hide_post", w.reply.pk), NEVER, STEWARD),
    "forum:show_post": (lambda w: w.url("forum:show_post", w.reply.pk), NEVER, STEWARD),
    "forum:lock": (lambda w: w.url("forum:lock", w.thread.pk), NEVER, STEWARD),
    "forum:unlock": (lambda w: w.url("forum:unlock", w.thread.pk), NEVER, STEWARD),
    "forum:pin": (lambda w: w.url("forum:pin", w.thread.pk), NEVER, STEWARD),
    "forum:unpin": (lambda w: w.url("forum:unpin", w.thread.pk), NEVER, STEWARD),
    "forum:hide": (lambda w: w.url("forum:hide", w.thread.pk), NEVER, STEWARD),
    "forum:show": (lambda w: w.url("forum:show", w.thread.pk), NEVER, STEWARD),
}

# Addresses that belong to no group: (arguments, to a visitor, a member and an administrator: GET, POST).
OF_THE_SITE = {
    # Outside the languages' trees a missing thing leads into one of them first, and is missing there.
    "root": ((), "302 302 302", "302 302 302"),
    "admin_login": ((), "302 302 302", "302 302 302"),
    "healthz": ((), "200 200 200", "200 200 200"),
    "home": ((), "200 200 200", "200 200 200"),
    "page": (("nowhere/",), "404 404 404", "404 404 404"),
    "members:profile": ((), "302 200 200", "302 200 200"),
    "notices:settings": ((), "302 200 200", "302 200 200"),
    "notices:stop": (("forged",), "404 404 404", "404 404 404"),
    "demo_mails": ((), "200 200 200", "200 200 200"),
    "demo_mail_json": ((), "200 200 200", "200 200 200"),
    "demo_mail": (("nothing",), "302 302 302", "302 302 302"),
    "demo_mail_html": (("nothing",), "302 302 302", "302 302 302"),
    "demo_mail_source": (("nothing",), "302 302 302", "302 302 302"),
    "account_login": ((), "200 302 302", "200 302 302"),
    "account_signup": ((), "200 302 302", "200 302 302"),
    "account_logout": ((), "302 200 200", "302 302 302"),
    "account_reauthenticate": ((), "302 200 200", "302 200 200"),
    "account_email": ((), "302 200 200", "302 302 302"),
    "account_email_verification_sent": ((), "200 200 200", "405 405 405"),
    "account_confirm_email": (("forged",), "200 200 200", "404 404 404"),
    "account_confirm_login_code": ((), "302 302 302", "302 302 302"),
    "account_inactive": ((), "200 200 200", "405 405 405"),
    "account_change_password": ((), "302 200 200", "302 200 200"),
    "account_set_password": ((), "302 302 302", "302 302 302"),
    "account_reset_password": ((), "200 200 200", "200 200 200"),
    "account_reset_password_done": ((), "200 200 200", "405 405 405"),
    "account_reset_password_from_key": (("1", "forged"), "200 200 200", "200 200 200"),
    "account_reset_password_from_key_done": ((), "200 200 200", "405 405 405"),
}
