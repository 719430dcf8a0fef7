"""History in the admin: to read."""

from django.contrib import admin

from partnerhub.admin_pages import ReadOnlyAdmin
from partnerhub.audit.models import AuditEvent, AuditSeal


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "object_label", "actor_label", "client", "request_id")
    list_filter = ("action", "actor_kind")
    search_fields = ("object_label", "object_id", "actor_label", "request_id")
    date_hierarchy = "at"


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ("chain", "seq", "events", "at", "hash")
