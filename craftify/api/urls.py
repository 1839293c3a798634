"""The root of the API, and what it answers where nothing is; included after all others."""

from django.urls import re_path

from craftify.api.endpoints import endpoint
from craftify.api.views import Api, Schema, Unknown

urlpatterns = [
    *endpoint("", Api, "root"),
    *endpoint("/schema", Schema, "schema"),
    re_path(r"^/.+$", Unknown.as_view()),
]
