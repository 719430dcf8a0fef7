from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Compliance")

    def ready(self) -> None:
        post_migrate.connect(_ship_what_it_starts_with, sender=self, dispatch_uid="compliance_starts_with")


def _ship_what_it_starts_with(**kwargs: Any) -> None:
    """A new database starts with the standard reasons and version 1 of the screening settings."""
    from compliance import reasons  # models are not ready when this module is imported
    from compliance.screening import tuning
    from partnerhub.clock import now

    reasons.ensure()
    tuning.ensure_first(at=now())
