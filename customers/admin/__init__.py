"""Customers in Django's admin: to look, and to act through the same functions as portal and API (M22)."""

from customers.admin import assignments, catalogue, customers, people, records, sites, templates, webhooks

__all__ = ["assignments", "catalogue", "customers", "people", "records", "sites", "templates", "webhooks"]

# Once all others are there.
records.register_the_rest()
