"""By which edition of the rules payroll's index of a case was written; every case is worked out anew once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_payroll_index")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="payroll_edition",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
