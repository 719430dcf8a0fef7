"""The partner's pages."""

app_name = "customers"
urlpatterns: list = []
