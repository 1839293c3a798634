"""The genuine compiler, as the tests of rendering have it."""

from tests.templates_app.rendering.conftest import compiler

__all__ = ["compiler"]
