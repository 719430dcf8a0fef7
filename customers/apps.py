from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        # Models can only be imported once all apps are loaded.
        from compliance.signals import inquiry_changed, verdict_changed
        from customers import catalogue, meeting_sites, receivers
        from telephony import usage

        post_migrate.connect(catalogue.seed_after_migrate, sender=self, dispatch_uid="customers.catalogue")
        verdict_changed.connect(receivers.follow_verdict, dispatch_uid="customers.verdict")
        inquiry_changed.connect(receivers.tell_of_inquiry, dispatch_uid="customers.inquiry")
        usage.register(meeting_sites.uses_of, apply=meeting_sites.give_replacement)
