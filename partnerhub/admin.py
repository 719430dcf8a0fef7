"""People, partners and programs in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken

from partnerhub.accounts.models import ApiClient, Membership, Partner, Subscription, User
from partnerhub.admin_pages import AuditedAdmin, actor
from partnerhub.api import clients
from partnerhub.clock import now

# Roles are ours, not groups; tokens are seen through their client, never one by one.
for model in (Group, AccessToken, Grant, IDToken, RefreshToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
if admin.site.is_registered(ApiClient):
    admin.site.unregister(ApiClient)


class SubscriptionInline(admin.StackedInline):
    model = Subscription
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Partner)
class PartnerAdmin(AuditedAdmin):
    list_display = ("name", "slug", "parent", "provisioning_state", "org_id")
    list_filter = ("provisioning_state",)
    search_fields = ("name", "slug")
    inlines = (SubscriptionInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # History and evidence name it.


@admin.register(User)
class UserAdmin(AuditedAdmin, DjangoUserAdmin):  # type: ignore[type-arg]
    ordering = ("email",)
    list_display = ("email", "name", "kind", "is_active", "is_staff")
    list_filter = ("kind", "is_active", "is_staff", "memberships__role")
    search_fields = ("email", "name")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "language", "theme")}),
        (_("Access"), {"fields": ("is_active", "is_staff")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2", "is_staff")}),
    )
    filter_horizontal = ()
    readonly_fields = ("kind",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # A person who leaves is made inactive: history names them.


@admin.register(ApiClient)
class ApiClientAdmin(AuditedAdmin):
    """Made by their owners, in the portal or over the API: who made one here would hold a secret of another."""

    list_display = (
        "name",
        "partner",
        "role",
        "user",
        "is_personal",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    list_filter = ("is_personal", "role", "partner")
    search_fields = ("name", "client_id", "user__email")
    fields = (
        "name",
        "client_id",
        "partner",
        "role",
        "user",
        "created_by",
        "authorization_grant_type",
        "redirect_uris",
        "scope",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name != "expires_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # History names it: one that is not wanted any more is revoked.

    @admin.action(description=_("Revoke, with all tokens"))
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        for client in queryset:
            clients.revoke(client, by=actor(request), at=now())
