import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import telephony.models.checks
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        # The libraries first: each of their many steps renders every model that there is by then.
        ('oauth2_provider', '0022_refreshtoken_token_family_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='MappingVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('change', models.CharField(max_length=200, verbose_name='change')),
            ],
            options={
                'verbose_name': 'version of the country table',
                'verbose_name_plural': 'versions of the country table',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CountryLocation',
            fields=[
                ('alpha2', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='country code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('location', models.CharField(choices=[('AMER', 'AMER (Americas)'), ('APAC', 'APAC (Asia)'), ('ANZ', 'ANZ (Australia, New Zealand, Pacific)'), ('EMEA', 'EMEA (United Kingdom, Middle East, Africa, other Europe)'), ('EURO', 'EURO (European Union and continental Europe)')], max_length=4, verbose_name='location')),
                ('basis', models.CharField(choices=[('stated', 'Stated by the offer'), ('derived', 'Derived from stated facts'), ('judgement', 'Our judgement')], max_length=10, verbose_name='basis')),
                ('calling_code', models.CharField(max_length=3, verbose_name='calling code')),
                ('evidence', models.CharField(max_length=300, verbose_name='evidence')),
                ('version', models.PositiveIntegerField(verbose_name='since version')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited')),
            ],
            options={
                'verbose_name': 'country and its location',
                'verbose_name_plural': 'countries and their locations',
                'ordering': ('alpha2',),
                'constraints': [models.CheckConstraint(condition=models.Q(('alpha2__regex', '^[A-Z]{2}$')), name='country_code_is_alpha2'), models.CheckConstraint(condition=models.Q(('location__in', ['AMER', 'APAC', 'ANZ', 'EMEA', 'EURO'])), name='country_location_is_one_of_five'), models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'derived', 'judgement'])), name='country_basis_is_known'), models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='country_location_says_why')],
            },
        ),
        migrations.CreateModel(
            name='LocationDefault',
            fields=[
                ('location', models.CharField(choices=[('AMER', 'AMER (Americas)'), ('APAC', 'APAC (Asia)'), ('ANZ', 'ANZ (Australia, New Zealand, Pacific)'), ('EMEA', 'EMEA (United Kingdom, Middle East, Africa, other Europe)'), ('EURO', 'EURO (European Union and continental Europe)')], max_length=4, primary_key=True, serialize=False, verbose_name='location')),
                ('calling_code', models.CharField(max_length=3, verbose_name='calling code')),
                ('fallback_e164', models.CharField(blank=True, max_length=16, verbose_name='fallback number')),
                ('fallback_display', models.CharField(blank=True, max_length=60, verbose_name='fallback number, shown as')),
                ('fallback_label', models.CharField(blank=True, max_length=85, verbose_name='label of the fallback number')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited')),
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'ordering': ('location',),
                'constraints': [models.CheckConstraint(condition=models.Q(('location__in', ['AMER', 'APAC', 'ANZ', 'EMEA', 'EURO'])), name='location_is_one_of_five'), models.CheckConstraint(condition=models.Q(('calling_code__regex', '^[1-9][0-9]{0,2}$')), name='location_calling_code'), models.CheckConstraint(condition=models.Q(models.Q(('fallback_display', ''), ('fallback_e164', ''), ('fallback_label', '')), models.Q(('fallback_e164__regex', '^\\+[1-9][0-9]{6,14}$'), models.Q(('fallback_display', ''), _negated=True), models.Q(('fallback_label', ''), _negated=True)), _connector='OR'), name='fallback_number_is_whole_or_absent')],
            },
        ),
        migrations.CreateModel(
            name='TelephonyDomain',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('^[^<>~!@#$%^&*=|/"{}\\[\\]:;\']+$', 'A name cannot hold any of < > ~ ! @ # $ %% ^ & * = | / " { } [ ] : ; \'')], verbose_name='name')),
                ('region', models.CharField(choices=[('US', 'United States'), ('EMEA', 'Europe, Middle East and Africa'), ('APAC', 'Asia Pacific')], max_length=4, verbose_name='region')),
                ('is_default', models.BooleanField(default=False, help_text="Used where a template names no domain: the partner's default, else the operator's.", verbose_name='default domain')),
                ('prefer', models.CharField(choices=[('order', 'The first number in order'), ('toll_first', 'The first toll number, else the first number')], default='order', max_length=10, verbose_name='first available means')),
                ('primary_bridge', models.CharField(blank=True, max_length=60, verbose_name='primary bridge')),
                ('backup_bridge', models.CharField(blank=True, max_length=60, verbose_name='backup bridge')),
                ('web_domain', models.CharField(blank=True, max_length=120, verbose_name='web domain')),
                ('note', models.CharField(blank=True, max_length=50, verbose_name='note')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('partner', models.ForeignKey(blank=True, help_text='Empty: for all partners.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='telephony_domains', to='accounts.partner', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'telephony domain',
                'verbose_name_plural': 'telephony domains',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='telephony_domain_names_are_unique'), models.CheckConstraint(condition=models.Q(('name__regex', '^[^<>~!@#$%^&*=|/"{}\\[\\]:;\']+$')), name='telephony_domain_name_is_plain'), models.CheckConstraint(condition=models.Q(('region__in', ['US', 'EMEA', 'APAC'])), name='telephony_domain_region_is_known'), models.CheckConstraint(condition=models.Q(('prefer__in', ['order', 'toll_first'])), name='telephony_domain_preference_is_known'), models.UniqueConstraint(condition=models.Q(('is_default', True), ('partner__isnull', True)), fields=('is_default',), name='operator_has_one_default_telephony_domain'), models.UniqueConstraint(condition=models.Q(('is_default', True), ('partner__isnull', False)), fields=('partner',), name='partner_has_one_default_telephony_domain'), models.CheckConstraint(condition=models.Q(('is_default', False), ('active', True), _connector='OR'), name='default_telephony_domain_is_active')],
            },
        ),
        migrations.CreateModel(
            name='CallInNumber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('e164', models.CharField(max_length=16, verbose_name='number')),
                ('display', models.CharField(max_length=60, verbose_name='shown as')),
                ('label', models.CharField(max_length=85, verbose_name='label')),
                ('access_number', models.CharField(max_length=31, validators=[django.core.validators.RegexValidator('^\\+?[0-9]{7,30}$')], verbose_name='access number')),
                ('toll_type', models.CharField(choices=[('toll', 'Toll'), ('tollFree', 'Toll-free')], max_length=10, verbose_name='toll type')),
                ('inferred_toll_type', models.CharField(blank=True, choices=[('toll', 'Toll'), ('tollFree', 'Toll-free')], max_length=10, verbose_name='toll type by numbering plan')),
                ('call_type', models.CharField(blank=True, choices=[('domestic', 'Domestic'), ('international', 'International')], max_length=15, verbose_name='call type')),
                ('is_default_toll', models.BooleanField(default=False, verbose_name='default toll number')),
                ('is_default_toll_free', models.BooleanField(default=False, verbose_name='default toll-free number')),
                ('in_global_list', models.BooleanField(default=True, verbose_name='shown in the global list')),
                ('hidden', models.BooleanField(default=False, verbose_name='hidden on the client')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('display_order', models.SmallIntegerField(verbose_name='order')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='telephony.telephonydomain', verbose_name='telephony domain')),
            ],
            options={
                'verbose_name': 'call-in number',
                'verbose_name_plural': 'call-in numbers',
                'ordering': ('domain', 'display_order', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('e164__regex', '^\\+[1-9][0-9]{6,14}$')), name='call_in_number_is_e164'), models.CheckConstraint(condition=models.Q(('display__regex', '^[-0-9+(). ]{7,60}$')), name='call_in_display_is_dialable'), models.CheckConstraint(condition=models.Q(('access_number__regex', '^\\+?[0-9]{7,30}$')), name='access_number_has_7_to_30_digits'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='call_in_label_is_there'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(telephony.models.checks.ByteLength('label'), 85), name='call_in_label_fits_85_bytes'), models.CheckConstraint(condition=models.Q(('toll_type__in', ['toll', 'tollFree'])), name='toll_type_is_known'), models.CheckConstraint(condition=models.Q(('call_type__in', ['', 'domestic', 'international'])), name='call_type_is_known_or_open'), models.UniqueConstraint(fields=('domain', 'e164', 'label', 'access_number'), name='call_in_number_is_entered_once'), models.CheckConstraint(condition=models.Q(('display_order__range', (-300, 300)), models.Q(('display_order', 0), _negated=True)), name='call_in_numbers_are_at_most_300'), models.UniqueConstraint(fields=('domain', 'display_order'), name='one_call_in_number_per_place'), models.UniqueConstraint(condition=models.Q(('is_default_toll', True)), fields=('domain',), name='domain_has_one_default_toll_number'), models.UniqueConstraint(condition=models.Q(('is_default_toll_free', True)), fields=('domain',), name='domain_has_one_default_toll_free_number'), models.CheckConstraint(condition=models.Q(('is_default_toll', False), models.Q(('active', True), ('hidden', False), ('toll_type', 'toll')), _connector='OR'), name='default_toll_number_is_an_available_toll_number'), models.CheckConstraint(condition=models.Q(('is_default_toll_free', False), models.Q(('active', True), ('hidden', False), ('toll_type', 'tollFree')), _connector='OR'), name='default_toll_free_number_is_an_available_one')],
            },
        ),
        migrations.CreateModel(
            name='LocationDefaultCountry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='country_rows', to='telephony.locationdefault')),
            ],
            options={
                'ordering': ('location', 'position'),
                'constraints': [models.UniqueConstraint(fields=('location', 'country'), name='default_country_is_named_once'), models.UniqueConstraint(fields=('location', 'position'), name='one_default_country_per_position'), models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='default_country_is_alpha2')],
            },
        ),
        migrations.CreateModel(
            name='NumberCountry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('number', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='country_rows', to='telephony.callinnumber')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('number', 'country'), name='number_serves_a_country_once'), models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='number_country_is_alpha2')],
            },
        ),
    ]
