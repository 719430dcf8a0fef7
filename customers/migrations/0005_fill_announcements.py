"""Announcements from before there were webhooks: of their customer's partner, and told to nobody any more."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    announcements = apps.get_model("customers", "Announcement").objects.filter(partner=None)
    owners = apps.get_model("customers", "Customer")._base_manager.filter(pk=OuterRef("customer_id"))
    announcements.update(
        partner_id=Subquery(owners.values("partner_id")[:1]), queue=F("customer_id"), told_at=F("at")
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_announcements_name_their_partner")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
