from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_fill_api_clients")]

    operations = [
        migrations.AlterModelOptions(
            name="apiclient",
            options={"verbose_name": "API client", "verbose_name_plural": "API clients"},
        ),
    ]
