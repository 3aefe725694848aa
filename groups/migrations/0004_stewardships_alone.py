from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_stewardships")]

    operations = [
        migrations.RemoveField(model_name="membership", name="steward_since"),
        migrations.RemoveField(model_name="membership", name="title"),
    ]
