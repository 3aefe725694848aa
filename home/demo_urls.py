from django.urls import path

from . import mailbox_views as views

urlpatterns = [
    path("demo/mail/", views.mails, name="demo_mails"),
    path("demo/mail.json", views.as_json, name="demo_mail_json"),
    path("demo/mail/<slug:key>/", views.mail, name="demo_mail"),
    path("demo/mail/<slug:key>/html", views.html, name="demo_mail_html"),
    path("demo/mail/<slug:key>/source", views.source, name="demo_mail_source"),
]
