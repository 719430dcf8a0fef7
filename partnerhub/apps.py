"""The frame as a Django app: templates tags, static files, translations and `manage.py up`."""

from django.apps import AppConfig

from partnerhub import field_names


class PartnerHubConfig(AppConfig):
    name = "partnerhub"

    def ready(self) -> None:
        field_names.speak()
