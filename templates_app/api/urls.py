"""Addresses of templates in the API."""

from craftify.api.endpoints import endpoint
from templates_app.api.views import OneTemplate, OneVersion, Render, Templates, Versions

_ONE = "/templates/<str:template_id>"

urlpatterns = [
    *endpoint("/templates", Templates, "templates"),
    *endpoint(_ONE, OneTemplate, "template"),
    *endpoint(f"{_ONE}/render", Render, "render"),
    *endpoint(f"{_ONE}/versions", Versions, "versions"),
    *endpoint(f"{_ONE}/versions/<int:number>", OneVersion, "version"),
]
