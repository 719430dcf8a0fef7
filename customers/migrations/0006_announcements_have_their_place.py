"""What is announced names its partner, its resource and its place in the order: now it must."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("customers", "0005_fill_announcements")]

    operations = [
        migrations.AlterField(
            model_name="announcement",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="announcements",
                to="accounts.partner",
            ),
        ),
        migrations.AlterField(
            model_name="announcement", name="queue", field=models.UUIDField(editable=False)
        ),
        migrations.AlterField(
            model_name="announcement",
            name="resource",
            field=models.CharField(
                choices=[
                    ("wholesaleCustomers", "Customers"),
                    ("wholesaleSubscribers", "Subscribers"),
                    ("wholesaleBillingReports", "Billing reports"),
                ],
                max_length=30,
                verbose_name="resource",
            ),
        ),
    ]
