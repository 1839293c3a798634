"""The child misbehaves in every way; the request gets a sentence, the next one works."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from templates_app.rendering import compiler as compiler_module
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import (
    Compiler,
    CompilerCrashed,
    CompilerError,
    CompilerOutOfMemory,
    CompilerTimeout,
    CompilerUnavailable,
)
from templates_app.rendering.formats import Format

from .documents import document, section

MISBEHAVING = """
globalThis.mjml = (source) => {
  if (source === "hang") for (;;) {}
  if (source === "grow") { const all = []; for (;;) all.push(new Array(100000).fill(all.length)); }
  if (source === "buffers") { const all = []; for (;;) all.push(new Uint8Array(1e8).fill(7)); }
  if (source === "throw") throw new Error("no");
  if (source === "deep") return globalThis.mjml(source) + 1;
  return { html: `<p>${source}</p>`, errors: [{ line: 3, message: "odd", tagName: "mj-text" }] };
};
"""

Make = Callable[..., Compiler]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A compiler on the misbehaving bundle, closed afterwards."""
    bundle = tmp_path / "bundle.js"
    bundle.write_text(MISBEHAVING)
    made: list[Compiler] = []

    def make_it(**options: object) -> Compiler:
        made.append(Compiler(bundle, **options))  # type: ignore[arg-type] # as given by a test
        return made[-1]

    yield make_it
    for one in made:
        one.close()


def works(compiler: Compiler) -> bool:
    return compiler.compile_mjml("ok")[0] == "<p>ok</p>"


def gone(pid: int) -> bool:
    """Whether a process ends within ten seconds (a zombie has ended)."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z" and len(list(Path(f"/proc/{pid}/task").iterdir())) == 1:
            return True
        time.sleep(0.05)
    return False


def test_answers_with_problems(make: Make) -> None:
    html, problems = make().compile_mjml("ok")
    assert html == "<p>ok</p>"
    assert [(one.line, one.message, one.code) for one in problems] == [(3, "mj-text: odd.", "mjml")]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("hang", CompilerTimeout),
        ("grow", CompilerOutOfMemory),
    ],
)
def test_a_source_that_takes_too_much(make: Make, source: str, kind: type[CompilerError]) -> None:
    compiler = make(timeout_seconds=20.0 if source == "grow" else 1.0, memory_mb=64)
    with pytest.raises(kind) as caught:
        compiler.compile_mjml(source)
    assert caught.value.sentence.endswith(".")
    assert works(compiler)


def test_memory_outside_of_the_heap_is_limited(make: Make) -> None:
    compiler = make(timeout_seconds=20.0, memory_mb=64)
    html, problems = compiler.compile_mjml("buffers")
    assert html == ""
    assert "allocation failed" in problems[0].message
    assert works(compiler)


@pytest.mark.parametrize("source", ["throw", "deep"])
def test_an_exception_is_a_problem_and_the_child_lives(make: Make, source: str) -> None:
    compiler = make(timeout_seconds=20.0, memory_mb=64)
    assert works(compiler)
    before = compiler.pid
    html, problems = compiler.compile_mjml(source)
    assert html == ""
    assert len(problems) == 1
    assert compiler.pid == before


def test_killed_between_two_sources(make: Make) -> None:
    compiler = make()
    assert works(compiler)
    pid = compiler.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert works(compiler)
    assert compiler.pid != pid


def test_killed_while_it_works(make: Make) -> None:
    compiler = make(timeout_seconds=20.0)
    assert works(compiler)
    pid = compiler.pid
    assert pid is not None
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(CompilerCrashed) as caught:
        compiler.compile_mjml("hang")
    assert "try again" in caught.value.sentence
    assert works(compiler)


def test_stopped_and_never_reading(make: Make) -> None:
    compiler = make(timeout_seconds=1.0)
    assert works(compiler)
    pid = compiler.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(CompilerTimeout):
        compiler.compile_mjml("x" * 900_000)
    assert works(compiler)


@pytest.mark.parametrize(
    "garbage",
    [
        "'out.write(b\"hello, this is no frame at all\")'",
        '\'out.write((5).to_bytes(4, "big") + b"{nope")\'',
        '\'out.write((2).to_bytes(4, "big") + b"[]")\'',
        "'pass'",
    ],
)
def test_garbage_on_standard_output(tmp_path: Path, garbage: str) -> None:
    bundle = tmp_path / "bundle.js"
    bundle.touch()
    child = textwrap.dedent(f"""
        import sys
        out = sys.stdout.buffer
        out.write((15).to_bytes(4, "big") + b'{{"ready": true}}')
        out.flush()
        sys.stdin.buffer.read(4)
        exec({garbage})
        out.flush()
        """)
    compiler = Compiler(bundle, command=(sys.executable, "-c", child))
    try:
        for _ in range(2):
            with pytest.raises(CompilerCrashed):
                compiler.compile_mjml("anything")
    finally:
        compiler.close()


def test_prints_of_the_child_stay_out_of_its_answers(make: Make, tmp_path: Path) -> None:
    bundle = tmp_path / "loud.js"
    bundle.write_text(MISBEHAVING + "console.log('loud'); console.error('louder');")
    compiler = Compiler(bundle)
    try:
        assert works(compiler)
    finally:
        compiler.close()


def test_a_bundle_that_does_not_load_or_is_missing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.js"
    broken.write_text("this is no script")
    for bundle, word in ((broken, "could not be started"), (tmp_path / "none.js", "npm run build")):
        compiler = Compiler(bundle)
        with pytest.raises(CompilerUnavailable, match=word):
            compiler.compile_mjml("x")
        compiler.close()


def test_warms_in_the_background(make: Make) -> None:
    compiler = make()
    assert compiler.pid is None
    compiler.warm()
    assert works(compiler)
    first = compiler.pid
    compiler.warm()
    assert works(compiler)
    assert compiler.pid == first


def test_a_full_queue_is_a_sentence(make: Make) -> None:
    compiler = make(timeout_seconds=3.0, wait_seconds=0.2)
    assert works(compiler)
    refused: list[CompilerError] = []

    def hang() -> None:
        try:
            compiler.compile_mjml("hang")
        except CompilerTimeout as error:
            refused.append(error)

    thread = threading.Thread(target=hang)
    thread.start()
    time.sleep(0.3)
    with pytest.raises(CompilerUnavailable, match="busy"):
        compiler.compile_mjml("ok")
    thread.join()
    assert len(refused) == 1


def test_many_threads_get_their_own_answers(make: Make) -> None:
    compiler = make(timeout_seconds=20.0, wait_seconds=60.0)
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = compiler.compile_mjml(f"n{number}")[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"<p>n{number}</p>" for number in range(32)}


def test_replaced_when_it_has_grown(make: Make) -> None:
    compiler = make(recycle_mb=1)
    assert works(compiler)
    assert compiler.pid is None  # the next one is on its way
    assert works(compiler)


def test_closed_means_refused_and_gone(make: Make) -> None:
    compiler = make()
    assert works(compiler)
    pid = compiler.pid
    assert pid is not None
    compiler.close()
    assert gone(pid)
    with pytest.raises(CompilerUnavailable):
        compiler.compile_mjml("ok")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_ends_with_its_server_even_when_that_is_killed(tmp_path: Path, busy: bool) -> None:
    bundle = tmp_path / "bundle.js"
    bundle.write_text(MISBEHAVING)
    server = textwrap.dedent(f"""
        import sys, threading
        from pathlib import Path
        from templates_app.rendering.compiler import Compiler
        compiler = Compiler(Path({str(bundle)!r}), timeout_seconds=60.0)
        compiler.compile_mjml("ok")
        print(compiler.pid, flush=True)
        if {busy}:
            compiler.compile_mjml("hang")
        threading.Event().wait()
        """)
    root = str(Path(compiler_module.__file__).parents[2])
    with subprocess.Popen(
        (sys.executable, "-c", server), stdout=subprocess.PIPE, cwd=root, text=True
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        time.sleep(0.3)
        process.kill()
    assert gone(child)


def test_the_web_process_never_loads_v8() -> None:
    check = (
        "import sys, templates_app.rendering.compile as c; "
        "assert not [m for m in sys.modules if 'racer' in m or m.split('.')[0] in "
        "('django', 'pynamodb')], sorted(sys.modules)"
    )
    root = str(Path(compiler_module.__file__).parents[2])
    subprocess.run((sys.executable, "-c", check), check=True, cwd=root)


# With genuine MJML.


def test_twenty_thousand_nested_tags(compiler: Compiler) -> None:
    nested = document(section("<mj-text>" + "<b>" * 20_000 + "deep</mj-text>"))
    compiled = compile_source(nested, Format.MJML, compiler=compiler)
    assert "deep" in compiled.html


def test_nested_components_are_refused_with_a_sentence(compiler: Compiler) -> None:
    nested = (
        "<mjml><mj-body>" + "<mj-wrapper>" * 3000 + "</mj-wrapper>" * 3000 + "</mj-body></mjml>"
    )
    compiled = compile_source(nested, Format.MJML, compiler=compiler)
    assert compiled.html == ""
    assert "too deeply" in compiled.errors[-1].message + compiled.errors[0].message
    assert compile_source(document(section("")), Format.MJML, compiler=compiler).html


def test_fifty_megabytes(compiler: Compiler) -> None:
    for kind in Format:
        compiled = compile_source("x" * 50_000_000, kind, compiler=compiler)
        assert compiled.html == ""
        assert [one.code for one in compiled.errors] == ["size"]
        assert "50.0 MB" in compiled.errors[0].message


def test_a_source_that_takes_too_long_is_a_problem_not_kept(make: Make) -> None:
    compiler = make(timeout_seconds=0.5)
    for _ in range(2):
        compiled = compile_source("hang", Format.MJML, compiler=compiler)
        assert compiled.html == ""
        assert [one.code for one in compiled.errors] == ["compiler"]
