"""Addresses of templates in the API."""

from craftify.api.endpoints import endpoint
from templates_app.api import making, views

_ONE = "/templates/<str:template_id>"
_VERSION = f"{_ONE}/versions/<int:number>"

urlpatterns = [
    *endpoint("/templates", views.Templates, "templates"),
    *endpoint("/templates/facets", views.TemplateFacets, "template-facets"),
    *endpoint("/templates/bulk", making.BulkChanges, "templates-bulk"),
    *endpoint("/templates/uploads", making.Uploads, "template-uploads"),
    *endpoint("/previews", making.Previews, "previews"),
    *endpoint("/starters", making.Starters, "starters"),
    *endpoint("/starters/<slug:slug>", making.OneStarter, "starter"),
    *endpoint(_ONE, views.OneTemplate, "template"),
    *endpoint(f"{_ONE}/copies", making.Copies, "template-copies"),
    *endpoint(f"{_ONE}/archive", making.Archive, "template-archive"),
    *endpoint(f"{_ONE}/unarchive", making.Unarchive, "template-unarchive"),
    *endpoint(f"{_ONE}/restoration", making.Restoration, "template-restoration"),
    *endpoint(f"{_ONE}/render", views.Render, "render"),
    *endpoint(f"{_ONE}/versions", views.Versions, "versions"),
    *endpoint(_VERSION, views.OneVersion, "version"),
    *endpoint(f"{_VERSION}/render", views.VersionRender, "version-render"),
]
