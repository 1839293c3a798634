"""Addresses of the members' pages, and of what they send."""

from django.urls import path

from accounts.people.web import views

app_name = "people"
_ONE = "settings/members/<str:user_id>"

urlpatterns = [
    path("settings/members", views.members, name="list"),
    path(_ONE, views.member, name="member"),
    path(f"{_ONE}/role", views.role, name="role"),
    path(f"{_ONE}/suspension", views.suspend, name="suspend"),
    path(f"{_ONE}/reactivation", views.reactivate, name="reactivate"),
    path(f"{_ONE}/removal", views.remove, name="remove"),
]
