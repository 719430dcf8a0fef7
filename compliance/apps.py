from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Compliance")

    def ready(self) -> None:
        post_migrate.connect(_ship_reasons, sender=self, dispatch_uid="compliance_reasons")


def _ship_reasons(**kwargs: Any) -> None:
    """A new database starts with the standard reasons."""
    from compliance import reasons  # models are not ready when this module is imported

    reasons.ensure()
