"""A correction that is being filled in knows the version it began from; of those under way the time tells it, as it did before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def from_the_time(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Give each correction under way the newest version that was there when it was begun, else the first."""
    drafts = apps.get_model("authority", "Draft").objects
    versions = apps.get_model("authority", "RequestVersion").objects.order_by("-number")
    begun = drafts.filter(corrects__isnull=False).values_list("pk", "corrects", "begun_at")
    for draft, request, moment in begun:
        numbers = versions.filter(request=request).values_list("number", flat=True)
        found = numbers.filter(made_at__lte=moment).first() or numbers.last()
        drafts.filter(pk=draft).update(begun_from=found)


class Migration(migrations.Migration):
    dependencies = [("authority", "0004_retention")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="begun_from",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(from_the_time, migrations.RunPython.noop),
    ]
