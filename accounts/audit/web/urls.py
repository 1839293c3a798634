"""Addresses of the audit trail's pages."""

from django.urls import path

from accounts.audit.web import views

app_name = "audit"

urlpatterns = [
    path("", views.trail, name="trail"),
    path("/verification", views.verify, name="verify"),
    path("/export", views.download, name="export"),
]
