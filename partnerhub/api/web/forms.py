"""The forms of API clients; the rules are those of `partnerhub.api.clients`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Role, roles_within
from partnerhub.accounts.scopes import sentence_of
from partnerhub.api import clients
from partnerhub.errors import DomainError

PROGRAM, INTEGRATION = "client_credentials", "authorization_code"
_FIELDS = {"redirectUris": "redirect_uris", "expires": "days"}


class ClientForm(forms.Form):
    """A name, what its tokens may do, and how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=clients.LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=gettext_lazy("History and lists call it so."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one scope.")},
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        given = clients.grantable_scopes(access, access.role) if access.role else ()
        self.fields["scopes"].choices = [(scope, _choice(scope)) for scope in given]  # type: ignore[attr-defined]

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        for problem in error.problems:
            path = problem.field.partition("[")[0]
            name = _FIELDS.get(path, path)
            self.add_error(name if name in self.fields else None, str(problem.message))


class PersonalTokenForm(ClientForm):
    """A token of one's own."""

    def make(self, *, at: datetime) -> clients.Made:
        """The token. Raises DomainError."""
        facts = self.cleaned_data
        return clients.create_personal(name=facts["name"], scopes=facts["scopes"], by=self.access, at=at)


class ProgramForm(ClientForm):
    """A program's client."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Acts"),
        choices=[
            (PROGRAM, gettext_lazy("by itself, in your name (client credentials)")),
            (INTEGRATION, gettext_lazy("for each person who allows it (authorization code)")),
        ],
        initial=PROGRAM,
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), help_text=gettext_lazy("It never does more than this role may.")
    )
    redirect_uris = forms.CharField(
        label=gettext_lazy("Addresses to return to"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("Only where people allow it; one a line, https://…"),
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Ends"),
        choices=[
            ("30", gettext_lazy("after 30 days")),
            ("90", gettext_lazy("after 90 days")),
            ("365", gettext_lazy("after a year")),
            ("", gettext_lazy("not by itself")),
        ],
        initial="365",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.access.role
        roles = roles_within(own) if own else ()
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        uris = facts.get("redirect_uris", "").split()
        if facts.get("kind") == INTEGRATION and not uris:
            self.add_error("redirect_uris", _("Say where people return to after they have allowed it."))
        facts["redirect_uris"] = uris if facts.get("kind") == INTEGRATION else []
        return facts

    def make(self, *, at: datetime) -> clients.Made:
        """The client. Raises DomainError."""
        facts = self.cleaned_data
        wanted = clients.Wanted(
            name=facts["name"],
            role=Role(facts["role"]),
            scopes=facts["scopes"],
            redirect_uris=facts["redirect_uris"],
            expires_at=at + timedelta(days=int(facts["days"])) if facts["days"] else None,
        )
        return clients.create(wanted, by=self.access, at=at)


class RotationForm(forms.Form):
    """How long the present secret stays good."""

    hours = forms.TypedChoiceField(
        label=gettext_lazy("The present secret stays good"),
        coerce=int,
        choices=[
            (24, gettext_lazy("for 24 hours")),
            (168, gettext_lazy("for 7 days")),
            (1, gettext_lazy("for an hour")),
            (0, gettext_lazy("not at all: it is known to others; all tokens end too")),
        ],
    )


def _choice(scope: str) -> Any:
    return format_html('{} <code class="soft small">{}</code>', sentence_of(scope), scope)
