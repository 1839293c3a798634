"""Addresses of signing in, signing out, and of choices about oneself."""

from django.urls import path

from accounts.web import views

app_name = "accounts"

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/code", views.code, name="code"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("switch-organization", views.switch_organization, name="switch-organization"),
    path("settings/profile", views.profile, name="profile"),
    path("theme", views.theme, name="theme"),
]
