"""Partners, the people and programs that act for them, and the portal's own staff."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.api_clients import ApiClient
from partnerhub.accounts.roles import PARTNER_ROLES, ROLE_PERMISSIONS, STAFF_ROLES, Permission, Role

__all__ = ["ApiClient", "Membership", "Partner", "Subscription", "User", "UserManager"]


class Partner(models.Model):  # type: ignore[django-manager-missing]
    """A service provider that onboards its own customers. A sub-partner has a parent."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    org_id = models.UUIDField(_("organization id"), default=uuid.uuid4, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sub_partners"
    )
    provisioning_state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="partner_is_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_suspended(self) -> bool:
        """A suspended partner may only delete."""
        return self.provisioning_state == self.State.SUSPENDED


class Subscription(models.Model):
    """A partner's own subscription to the offer; cancelled, its own organization leaves the list (M5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="subscription")
    number = models.CharField(max_length=40, unique=True)
    billing_start_date = models.DateField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number


# The stubs' manager takes the model as a parameter; Django's own cannot be subscripted.
if TYPE_CHECKING:
    _Manager = BaseUserManager["User"]
else:
    _Manager = BaseUserManager


class UserManager(_Manager):
    """People sign in with their e-mail; jobs never sign in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new person (or job); without a password nobody can sign in as it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`: an operator of the admin."""
        user = self.create_user(email, password, is_staff=True, **fields)
        Membership.objects.create(user=user, role=Role.OPERATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person, or a job of the portal itself, that history can name."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        JOB = "job", _("Job")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def current_memberships(self) -> list[Membership]:
        """Where this person belongs, partner's names first; read once per request."""
        if not self.is_active:
            return []
        return list(self.memberships.select_related("partner").order_by("partner__name", "role"))

    def has_role(self, *roles: Role) -> bool:
        """Does this person hold one of these roles anywhere?"""
        return any(membership.role in roles for membership in self.current_memberships)

    @property
    def role_permissions(self) -> frozenset[Permission]:
        """Everything that this person's roles allow."""
        return frozenset().union(*(ROLE_PERMISSIONS[Role(m.role)] for m in self.current_memberships))


class Membership(models.Model):
    """A person's role, for a partner or on the portal's own staff."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "partner"], name="one_role_per_person_and_partner"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(partner__isnull=True), name="one_staff_role_per_person"
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, role__in=sorted(PARTNER_ROLES))
                | Q(partner__isnull=True, role__in=sorted(STAFF_ROLES)),
                name="partner_roles_have_a_partner",
            ),
        ]

    def __str__(self) -> str:
        where = self.partner.name if self.partner else _("Partner Hub staff")
        return f"{self.get_role_display()}, {where}"
