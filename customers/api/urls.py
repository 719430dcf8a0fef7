"""The wholesale API."""

urlpatterns: list = []
