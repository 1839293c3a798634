"""Everything that can be done with templates: the folder is the list."""

from templates_app.actions.archive import archive_template, unarchive_template
from templates_app.actions.bulk import change_many
from templates_app.actions.create import create_template, duplicate_template
from templates_app.actions.delete import delete_template, restore_template
from templates_app.actions.save import save_template

__all__ = [
    "archive_template",
    "change_many",
    "create_template",
    "delete_template",
    "duplicate_template",
    "restore_template",
    "save_template",
    "unarchive_template",
]
