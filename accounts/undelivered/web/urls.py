"""Addresses of the page of what could not be delivered."""

from django.urls import path

from accounts.undelivered.web import views

app_name = "undelivered"

urlpatterns = [
    path("settings/undelivered", views.undelivered, name="list"),
    path("settings/undelivered/replays", views.replay, name="replay"),
]
