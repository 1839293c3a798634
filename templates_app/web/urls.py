"""The addresses of the templates pages, of what they send, and of the frames in them."""

from django.urls import path

from templates_app.web import acts, detail, editor, frames, library, new

app_name = "templates"
urlpatterns = [
    path("templates", library.library, name="library"),
    path("templates/new", new.new, name="new"),
    path("templates/starters/<slug:slug>/frame", frames.starter, name="starter-frame"),
    path("templates/<str:template_id>", detail.template, name="template"),
    path("templates/<str:template_id>/details", detail.details, name="details"),
    path("templates/<str:template_id>/edit", editor.edit, name="edit"),
    path("templates/<str:template_id>/draft", editor.draft, name="draft"),
    path("templates/<str:template_id>/preview", editor.preview, name="preview"),
    path("templates/<str:template_id>/frame/<str:key>", frames.preview, name="preview-frame"),
    path(
        "templates/<str:template_id>/miniature/<str:fingerprint>",
        frames.miniature,
        name="miniature",
    ),
    path(
        "templates/<str:template_id>/versions/<int:number>/frame",
        frames.version,
        name="version-frame",
    ),
    path(
        "templates/<str:template_id>/versions/<int:number>/marks",
        frames.marks,
        name="version-marks",
    ),
    path("templates/<str:template_id>/copies", acts.duplicate, name="duplicate"),
    path("templates/<str:template_id>/archive", acts.archive, name="archive"),
    path("templates/<str:template_id>/unarchive", acts.unarchive, name="unarchive"),
    path("templates/<str:template_id>/deletion", acts.delete, name="delete"),
    path("templates/<str:template_id>/restoration", acts.restore, name="restore"),
]
