from django.db import migrations
from django.db.models import F

from partnerhub.accounts.scopes import ALL_SCOPES


def fill(apps, schema_editor):
    """Clients made before could ask for everything, and were made by their owners."""
    clients = apps.get_model("accounts", "ApiClient").objects.filter(scope="")
    clients.update(scope=" ".join(ALL_SCOPES), created_by=F("user"))


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_api_clients"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
