"""New rows have keys that follow each other; indexes that nobody asks are gone. No column changes."""

import django.db.models.deletion
import partnerhub.keys
from partnerhub.columns import AlterFieldInPlace
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_plural_of_api_clients'),
        ('compliance', '0004_keys_in_order_of_time'),
        ('customers', '0010_customer_tags'),
        ('telephony', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AlterFieldInPlace(
            model_name='announcement',
            name='actor',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        AlterFieldInPlace(
            model_name='announcement',
            name='customer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='customers.customer'),
        ),
        AlterFieldInPlace(
            model_name='announcement',
            name='partner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='accounts.partner'),
        ),
        AlterFieldInPlace(
            model_name='billingreport',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='changeproposal',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='account_partner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.partner'),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='admin_level',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.package'),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='clearance',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.clearance'),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='created_by',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='partner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='accounts.partner'),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='telephony_domain',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='telephony.telephonydomain'),
        ),
        AlterFieldInPlace(
            model_name='customer',
            name='template',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.onboardingtemplate'),
        ),
        AlterFieldInPlace(
            model_name='customeradministrator',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='administrators', to='customers.customer'),
        ),
        AlterFieldInPlace(
            model_name='customeradministrator',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='customeradministrator',
            name='level',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.package', verbose_name='package level'),
        ),
        AlterFieldInPlace(
            model_name='licence',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='meetingsite',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='organization',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='organizationremoval',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='outsideadministrator',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='packageassignment',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assigned_packages', to='customers.customer'),
        ),
        AlterFieldInPlace(
            model_name='packageassignment',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='packageassignment',
            name='package',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.package'),
        ),
        AlterFieldInPlace(
            model_name='platformlocation',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='platformperson',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='platformsite',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='provisioningstep',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='subscriber',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
        AlterFieldInPlace(
            model_name='webhookdelivery',
            name='id',
            field=models.UUIDField(default=partnerhub.keys.new_key, editable=False, primary_key=True, serialize=False),
        ),
    ]
