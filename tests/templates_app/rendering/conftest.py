"""One compiler for all tests of this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from templates_app.rendering.compile import Compiled, compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format

# Tests assert behaviour; how long an example takes depends on who else uses the machine.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

BUNDLE = Path(__file__).parents[3] / "static" / "dist" / "mjml.js"

Compile = Callable[..., Compiled]


@pytest.fixture(scope="session")
def compiler() -> Iterator[Compiler]:
    if not BUNDLE.is_file():
        pytest.fail("static/dist/mjml.js is missing: run `npm ci` and `npm run build` first.")
    made = Compiler(BUNDLE, timeout_seconds=20.0)
    yield made
    made.close()


@pytest.fixture
def mjml(compiler: Compiler) -> Compile:
    """Compile MJML."""

    def compile_it(source: str, preheader: str = "") -> Compiled:
        return compile_source(source, Format.MJML, compiler=compiler, preheader=preheader)

    return compile_it


@pytest.fixture
def html(compiler: Compiler) -> Compile:
    """Compile plain HTML."""

    def compile_it(source: str, preheader: str = "") -> Compiled:
        return compile_source(source, Format.HTML, compiler=compiler, preheader=preheader)

    return compile_it
