"""What cases say to payroll, by days and by moments of knowledge; and staff numbers, those of today taken over.

What the cases of before say is worked out by `tasks.payroll`, and at once where a stream is linked to one.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# Nobody could ask before this migration, so that a number counts from its worker's registration does no harm.
TAKE_OVER = """
INSERT INTO casework_staffnumber (organisation_id, worker_id, number, known_from)
SELECT organisation_id, id, staff_number, created_at FROM casework_worker WHERE staff_number <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("casework", "0002_case_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayrollSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("known_from", models.DateTimeField()),
                ("known_until", models.DateTimeField(blank=True, null=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("word", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.TextField()),
                ("valid_until", models.DateField(null=True)),
                ("covered_by", models.CharField(blank=True, max_length=2)),
                ("exempt_in", models.CharField(blank=True, max_length=2)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payroll_spans",
                        to="casework.case",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.certificate",
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.match",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.worker",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["worker", "last"], name="payroll_span_of_worker")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until__isnull", True)),
                        fields=("case", "first"),
                        name="one_payroll_span_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("known_from", models.DateTimeField()),
                ("known_until", models.DateTimeField(blank=True, null=True)),
                ("number", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_numbers",
                        to="casework.worker",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "number"], name="staff_number")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until__isnull", True)),
                        fields=("worker",),
                        name="one_staff_number_a_worker",
                    )
                ],
            },
        ),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
