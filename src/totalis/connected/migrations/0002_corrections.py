"""A new packet may go to the service as a correction of the request that it has."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_payroll_index"),
        ("connected", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="packet",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="casework.packet",
            ),
        ),
        migrations.AlterField(
            model_name="reply",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Answer to a question"),
                    ("withdrawal", "Withdrawal"),
                    ("correction", "Correction by a new packet"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("packet",),
                name="a_packet_corrects_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "correction"), ("state", "due")),
                fields=("filing",),
                name="one_correction_at_a_time",
            ),
        ),
    ]
