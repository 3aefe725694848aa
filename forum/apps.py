from django.apps import AppConfig
from django.db.models.signals import pre_save


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self):
        # At every save the package's receiver would count answers again and publish hidden ones.
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from .models import Reply

        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=Reply)
