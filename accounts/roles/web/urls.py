"""Addresses of the roles' pages, and of what they send."""

from django.urls import path

from accounts.roles.web import views

app_name = "roles"

urlpatterns = [
    path("settings/roles", views.matrix, name="matrix"),
    path("settings/roles/new", views.new, name="new"),
    path("settings/roles/<str:role_id>", views.role, name="role"),
    path("settings/roles/<str:role_id>/deletion", views.delete, name="delete"),
]
