"""The review desk's pages."""

app_name = "compliance"
urlpatterns: list = []
