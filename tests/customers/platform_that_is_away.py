"""A platform that answers nobody."""

from customers.platform.base import PlatformUnavailable
from customers.platform.builtin import BuiltinPlatform


class AwayPlatform(BuiltinPlatform):
    """See `customers.platform.base.Platform`."""

    def find_organization(self, org_id):
        raise PlatformUnavailable
