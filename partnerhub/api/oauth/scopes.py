"""Which scopes a client may ask for: those that it was given."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from partnerhub.accounts.scopes import ALL_SCOPES, sentence_of


class ClientScopes(BaseScopes):
    """The OAuth library's view of our scopes; a client that names none gets all that it was given."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope: sentence_of(scope) for scope in ALL_SCOPES}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kw: Any
    ) -> list[str]:
        return list(application.scopes) if application else []

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kw: Any
    ) -> list[str]:
        return self.get_available_scopes(application)
