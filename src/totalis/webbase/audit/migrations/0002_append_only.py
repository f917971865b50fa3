from __future__ import annotations

from django.db import migrations

from totalis.webbase.audit.triggers import install


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: install(schema_editor), migrations.RunPython.noop
        )
    ]
