"""Addresses of the keys' page."""

from django.urls import path

from accounts.keys.web import views

app_name = "keys"

urlpatterns = [
    path("settings/api-keys", views.keys, name="list"),
    path("settings/api-keys/<str:key_id>/revocation", views.revoke, name="revoke"),
]
