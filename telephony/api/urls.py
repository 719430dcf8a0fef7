"""Telephony API."""

urlpatterns: list = []
