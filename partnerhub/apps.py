"""The frame as a Django app: templates tags, static files, translations and `manage.py up`."""

from django.apps import AppConfig


class PartnerHubConfig(AppConfig):
    name = "partnerhub"
