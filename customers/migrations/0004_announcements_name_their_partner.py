"""What is announced names its partner, its resource and its place in the order: first without a value."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0003_billing_reports"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="announcement",
            options={
                "ordering": ("id",),
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
            },
        ),
        migrations.AddField(
            model_name="announcement",
            name="partner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="announcements",
                to="accounts.partner",
            ),
        ),
        migrations.AddField(
            model_name="announcement", name="queue", field=models.UUIDField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="announcement",
            name="resource",
            field=models.CharField(
                choices=[
                    ("wholesaleCustomers", "Customers"),
                    ("wholesaleSubscribers", "Subscribers"),
                    ("wholesaleBillingReports", "Billing reports"),
                ],
                default="wholesaleCustomers",
                max_length=30,
                verbose_name="resource",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="handed over"),
        ),
    ]
