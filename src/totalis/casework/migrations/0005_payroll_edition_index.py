"""Cases by the edition of payroll's index, so that the hourly look for those behind reads no other."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_payroll_edition")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["payroll_edition", "id"], name="case_payroll_edition"),
        ),
    ]
