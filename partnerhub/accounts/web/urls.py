"""Pages about the person."""

from django.urls import path

from partnerhub.accounts.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("partner/", views.choose_partner, name="choose-partner"),
    path("theme/", views.choose_theme, name="choose-theme"),
    path("language/", views.choose_language, name="set_language"),
]
