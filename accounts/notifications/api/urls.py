"""Addresses of notifications in the API."""

from accounts.notifications.api.views import (
    NotificationChoices,
    NotificationReads,
    Notifications,
    OneNotification,
    UnreadNotifications,
)
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/notifications", Notifications, "notifications"),
    *endpoint("/notifications/unread", UnreadNotifications, "notifications-unread"),
    *endpoint("/notifications/reads", NotificationReads, "notification-reads"),
    *endpoint("/notifications/settings", NotificationChoices, "notification-settings"),
    *endpoint("/notifications/<str:notification_id>", OneNotification, "notification"),
]
