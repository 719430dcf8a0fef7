"""History is written once: the database refuses to change or remove it."""

from django.db import migrations

from partnerhub.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [*append_only("audit_auditevent"), *append_only("audit_auditseal")]
