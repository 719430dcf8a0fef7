"""New rows have keys that follow each other; indexes that nobody asks are gone. No column changes."""

import django.db.models.deletion
import partnerhub.keys
from partnerhub.columns import AlterFieldInPlace
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_plural_of_api_clients'),
        ('compliance', '0003_screening_settings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AlterFieldInPlace(
            model_name='clearance',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='screening',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterFieldInPlace(
            model_name='screening',
            name='based_on',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.screening'),
        ),
        AlterFieldInPlace(
            model_name='screening',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='screening',
            name='requested_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterFieldInPlace(
            model_name='screening',
            name='subject',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='compliance.subject'),
        ),
        AlterFieldInPlace(
            model_name='screeninghold',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='subject',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='subject',
            name='partner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.partner'),
        ),
    ]
