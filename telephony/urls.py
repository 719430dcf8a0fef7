"""Telephony pages."""

app_name = "telephony"
urlpatterns: list = []
