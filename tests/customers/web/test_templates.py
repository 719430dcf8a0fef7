"""Onboarding templates (M4)."""

import pytest

from customers.models import OnboardingTemplate

TYPED = {"name": "Hospitals", "email_language": "en", "authentication": "webex", "restricted_admins": "on"}


def test_m4_new_template_yields_a_provisioning_id(hers):
    hers.post("/customers/templates/new/", TYPED)

    template = OnboardingTemplate.objects.get()
    assert template.restricted_admins
    assert template.provisioning_id in hers.get("/customers/templates/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email_language": ""}, "email_language"),
        ({"authentication": "saml"}, "identity_provider"),
        ({"authentication": "magic"}, "authentication"),
        ({"admin_email": "x"}, "admin_email"),
        ({"country": "XX"}, "country"),
    ],
)
def test_error_names_its_field(hers, changed, field):
    page = hers.post("/customers/templates/new/", TYPED | changed)

    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert not OnboardingTemplate.objects.exists()


def test_template_is_changed(hers, template):
    hers.post(f"/customers/templates/{template.pk}/", TYPED | {"name": "Renamed"})

    template.refresh_from_db()
    assert template.name == "Renamed"


def test_name_in_use_is_refused(hers, template):
    page = hers.post("/customers/templates/new/", TYPED | {"name": template.name})

    assert list(page.context["form"].errors) == ["name"]


def test_retired_template_is_not_offered_for_orders(hers, template):
    hers.post(f"/customers/templates/{template.pk}/retire/")

    assert template.provisioning_id not in hers.get("/customers/new/").content.decode()
