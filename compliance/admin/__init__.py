"""Compliance in Django's admin: to look, and to act through the same functions as the desk (M22)."""

from compliance.admin import cases, evidence, lists, reasons, tuning

__all__ = ["cases", "evidence", "lists", "reasons", "tuning"]
