"""The reviewers' API."""

urlpatterns: list = []
