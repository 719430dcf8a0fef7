"""Threshold and weights in versions. Version 1, everything as the engine ships it, is in force."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from partnerhub.triggers import Refuse, append_only


def begin_with_version_1(apps, schema_editor):
    first = apps.get_model("compliance", "ScreeningSettings").objects.create(
        version=1, note="As the engine ships.", engine="", created_at=timezone.now()
    )
    apps.get_model("compliance", "Publication").objects.update(settings=first)


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0002_evidence_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScreeningSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('threshold', models.FloatField(blank=True, help_text='A score from 0 to 1; from there on it is a possible match. Empty: as shipped.', null=True)),
                ('weights', models.JSONField(blank=True, default=dict, help_text='Feature of the scorecard and its weight, where not as shipped.')),
                ('note', models.TextField(help_text='What this version is for.')),
                ('engine', models.CharField(blank=True, help_text='The engine for which it was made.', max_length=120)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of the screening settings',
                'verbose_name_plural': 'screening settings',
                'ordering': ('-version',),
                'constraints': [models.CheckConstraint(condition=models.Q(('threshold__isnull', True), models.Q(('threshold__gt', 0), ('threshold__lt', 1)), _connector='OR'), name='threshold_lies_between_0_and_1'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='settings_versions_count_from_1')],
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='settings_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='settings',
            field=models.ForeignKey(blank=True, help_text='Threshold and weights in force; empty: as the engine ships.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='in_force_in', to='compliance.screeningsettings'),
        ),
        # Nullable columns: SQLite adds them without a rebuild, so the table of evidence keeps its triggers.
        migrations.AddField(
            model_name='screening',
            name='settings',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The version in force; empty: as the engine ships.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.screeningsettings'),
        ),
        migrations.RunPython(begin_with_version_1, migrations.RunPython.noop),
        *append_only("compliance_screeningsettings"),
        Refuse(
            "other_settings_are_another_generation",
            table="compliance_publication",
            event="UPDATE",
            when="COALESCE(OLD.settings_id, 0) <> COALESCE(NEW.settings_id, 0)"
            " AND NEW.generation <= OLD.generation",
            message="what was screened with other settings has to be screened again",
        ),
    ]
