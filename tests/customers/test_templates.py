"""Onboarding templates and their provisioning ids (M4), and who works for which customer."""

import pytest
from django.core.management import CommandError, call_command

from customers import assignments, onboarding, templates
from customers.enums import CustomerStatus as S
from customers.models import Customer, OnboardingTemplate
from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail
from partnerhub.errors import Invalid
from tests.conftest import HOURS, T0, make_person
from tests.factories import make_order, make_template

pytestmark = pytest.mark.django_db


def test_m4_a_change_touches_only_later_customers(northwind, alice, lists, template):
    first = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)

    templates.change(template, by=alice, at=T0 + HOURS, restricted_admins=False)
    second = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)

    kept = [Customer.objects.get(pk=one.pk).template_settings["restricted_admins"] for one in (first, second)]
    assert kept == [True, False]


def test_m4_a_change_is_told(template, alice):
    templates.change(template, by=alice, at=T0, name="Gold")

    event = trail.history_of(template).first()
    assert (event.action, event.before, event.after) == (
        "template.changed",
        {"name": "Standard"},
        {"name": "Gold"},
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"email_language": "xx"}, "emailLanguage"),
        ({"country": "il"}, "country"),
        ({"authentication": "saml"}, "identityProvider"),
        ({"authentication": "magic"}, "authentication"),
        ({"admin_email": "x"}, "adminEmail"),
    ],
)
def test_a_template_is_checked(template, alice, changed, field):
    with pytest.raises(Invalid) as refusal:
        templates.change(template, by=alice, at=T0, **changed)

    assert [problem.field for problem in refusal.value.problems] == [field]


def test_template_names_are_unique_per_partner(template, alice, northwind, fabrikam, bob):
    make_template(fabrikam, bob, name="Standard")

    with pytest.raises(templates.TemplateNameInUse):
        templates.create(partner=northwind, by=alice, at=T0, name="Standard")


def test_a_retired_template_is_unknown_to_new_orders(template, alice, northwind):
    templates.retire(template, by=alice, at=T0)

    assert not OnboardingTemplate.objects.usable_by(northwind).in_use().exists()


def test_m4_a_sub_partner_uses_the_templates_of_its_parent(template, northwind, fabrikam):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)

    assert list(OnboardingTemplate.objects.usable_by(child)) == [template]
    assert not OnboardingTemplate.objects.usable_by(fabrikam).exists()


def test_list_templates_prints_id_and_name(template, capsys):
    call_command("list_templates", partner="northwind")

    assert capsys.readouterr().out == f"{template.provisioning_id}\tStandard\n"


def test_list_templates_of_nobody(db):
    with pytest.raises(CommandError, match="There is no partner nobody"):
        call_command("list_templates", partner="nobody")


def test_a_limited_admin_sees_the_customers_assigned_to_it(customer_in, northwind, alice):
    mine, other = customer_in(S.PROVISIONED), customer_in(S.PROVISIONED)
    limited = make_person("luca", Role.LIMITED, northwind)
    access = Access(user=limited, partner=northwind, role=Role.LIMITED)
    assert set(Customer.objects.visible_to(Access(alice, northwind, Role.FULL))) == {mine, other}

    assignments.assign(mine, limited, by=alice, at=T0)
    assignments.assign(mine, limited, by=alice, at=T0)

    assert list(Customer.objects.visible_to(access)) == [mine]
    assignments.withdraw(mine, limited, by=alice, at=T0)
    assert not Customer.objects.visible_to(access).exists()


def test_only_a_limited_admin_of_the_partner_is_assigned(customer_in, fabrikam, alice, bob):
    customer = customer_in(S.PROVISIONED)

    for person in (alice, bob, make_person("mallory", Role.LIMITED, fabrikam)):
        with pytest.raises(assignments.NotALimitedAdmin):
            assignments.assign(customer, person, by=alice, at=T0)
