"""Addresses of the teams' pages, and of what they send."""

from django.urls import path

from accounts.teams.web import views

app_name = "teams"
_ONE = "settings/teams/<str:team_id>"

urlpatterns = [
    path("settings/teams", views.teams, name="list"),
    path(_ONE, views.team, name="team"),
    path(f"{_ONE}/members", views.put_in, name="put-in"),
    path(f"{_ONE}/members/<str:user_id>/removal", views.take_out, name="take-out"),
    path(f"{_ONE}/deletion", views.delete, name="delete"),
]
