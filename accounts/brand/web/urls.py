"""The address of the brand's page."""

from django.urls import path

from accounts.brand.web import views

app_name = "brand"

urlpatterns = [path("settings/brand", views.brand, name="brand")]
