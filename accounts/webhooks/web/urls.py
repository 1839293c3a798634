"""Addresses of the webhooks' pages, and of what they send."""

from django.urls import path

from accounts.webhooks.web import acts, form, log, pages

app_name = "webhooks"
_ONE = "settings/webhooks/<str:webhook_id>"

urlpatterns = [
    path("settings/webhooks", pages.webhooks, name="list"),
    path("settings/webhooks/new", form.new, name="new"),
    path(_ONE, pages.webhook, name="webhook"),
    path(f"{_ONE}/change", form.change, name="change"),
    path(f"{_ONE}/switch", acts.switch, name="switch"),
    path(f"{_ONE}/secrets", acts.rotate, name="rotate"),
    path(f"{_ONE}/tests", acts.test, name="test"),
    path(f"{_ONE}/deletion", acts.delete, name="delete"),
    path(f"{_ONE}/log", log.log, name="log"),
    path(f"{_ONE}/deliveries/<str:delivery_id>", log.delivery, name="delivery"),
    path(f"{_ONE}/deliveries/<str:delivery_id>/replays", acts.replay, name="replay"),
]
