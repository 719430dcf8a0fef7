"""How many requests a client may send a minute, and how many are left (RateLimit-* headers)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from time import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from rest_framework.throttling import BaseThrottle

from partnerhub.accounts.access import Access
from partnerhub.api.wishes import values_of

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Budget:
    """What a client has left in the present minute."""

    limit: int
    left: int
    reset_seconds: int

    def write_to(self, response: HttpResponse) -> None:
        """Tell the client."""
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(0, self.left))
        response["RateLimit-Reset"] = str(self.reset_seconds)


class ClientBudget(BaseThrottle):
    """Counts per client in whole minutes, in the cache that the processes of one machine share or not.

    The setting API_REQUESTS_PER_MINUTE is per process where the cache is; 0 switches it off.
    """

    def allow_request(self, request: Any, view: Any) -> bool:
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if not limit or not isinstance(request.auth, Access):
            return True
        minute, second = divmod(int(time()), WINDOW_SECONDS)
        used = _count(f"budget:{_name_of(request.auth)}:{minute}")
        view.budget = Budget(limit, limit - used, WINDOW_SECONDS - second)
        return used <= limit

    def wait(self) -> float:
        """Seconds until the next minute; the header wants them whole, and one is added there."""
        return WINDOW_SECONDS - int(time()) % WINDOW_SECONDS - 1


def _count(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # The first in this minute, unless another one is at it, too.
        return 1 if cache.add(key, 1, WINDOW_SECONDS * 2) else _count(key)


def _name_of(access: Access) -> str:
    # Hashed: a client's name may hold characters that a cache key may not.
    name = ":".join(map(str, (*values_of(access).values(), access.client)))
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
