"""Addresses of notifications and of the choices about them."""

from django.urls import path

from accounts.notifications.web import choosing, reading

app_name = "notifications"

urlpatterns = [
    path("notifications", reading.notifications, name="list"),
    path("notifications/unread", reading.unread, name="unread"),
    path("notifications/reads", reading.read_all, name="read-all"),
    path("notifications/<str:notification_id>/opening", reading.open_, name="open"),
    path("notifications/<str:notification_id>/reading", reading.mark, name="mark"),
    path("settings/notifications", choosing.choices, name="choices"),
]
