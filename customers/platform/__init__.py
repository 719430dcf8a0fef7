"""Where service is switched on: the port (base), the adaptor in our own tables (builtin), a failing one
(faulty).
"""

from django.conf import settings
from django.utils.module_loading import import_string

from customers.platform.base import Platform


def current() -> Platform:
    """The adaptor that the setting PLATFORM names."""
    adaptor: Platform = import_string(settings.PLATFORM)()
    return adaptor
