"""Times of compiling and merging, beside npm's mjml: `python -m tests.bench.rendering`.

Medians in milliseconds of wall time, CPU time of the child for compiling alone where /proc
tells. Run on a quiet machine; trust ratios, not the last digit.
"""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from templates_app.rendering.merge import JSON, merge
from templates_app.rendering.text import plain_text
from templates_app.rendering.variables import sample_for, variables
from tests.templates_app.rendering.documents import PLAIN, document, section, starters

ROOT = Path(__file__).parents[2]
ROUNDS = 15


def median(action: Callable[[int], object], rounds: int = ROUNDS) -> float:
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def newsletter() -> str:
    """About the size of a real one: 25 KB compiled, if there are no starters to measure."""
    story = section(
        "<mj-image src='https://a.example/x.png' alt='' /><mj-text>Hi {{ name }}</mj-text>"
    )
    return document(story * 12)


def child_cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def warm_node(sources: list[str]) -> list[float]:
    """CPU milliseconds of npm's mjml in one Node process, the last of five passes."""
    script = ROOT / "tests/templates_app/rendering/npm_mjml.mjs"
    prelude = ROOT / "templates_app/rendering/compiler_prelude.js"
    done = subprocess.run(
        ["node", str(script), str(prelude)],
        input=json.dumps(sources * 5),
        capture_output=True,
        check=True,
        text=True,
    )
    times: list[float] = json.loads(done.stdout)["times"]
    return times[-len(sources) :]


def cli(source: str) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".mjml") as file:
        file.write(source)
        file.flush()
        command = [str(ROOT / "node_modules/.bin/mjml"), file.name, "-s"]
        return median(lambda _: subprocess.run(command, capture_output=True, check=True), rounds=3)


def row(name: str, source: str, compiler: Compiler, node: float) -> list[float]:
    data: dict[str, JSON] = sample_for(variables(source))  # type: ignore[assignment] # it is JSON

    def preview(number: int) -> None:
        """What a preview costs after a keystroke: nothing of it is in a cache."""
        changed = f"{source}<!-- {number} {time.perf_counter_ns()} -->"
        compiled = compile_source(changed, Format.MJML, compiler=compiler, preheader="Hello")
        merge(compiled.html, data)

    def again(_: int) -> None:
        merge(compile_source(source, Format.MJML, compiler=compiler, preheader="Hi").html, data)

    again(0)
    preview(0)
    before = child_cpu_ms(compiler.pid or 0)
    for _ in range(ROUNDS):
        compiler.compile_mjml(source)
    cpu = (child_cpu_ms(compiler.pid or 0) - before) / ROUNDS
    html = compile_source(source, Format.MJML, compiler=compiler).html
    return [
        len(html) / 1000,
        node,
        cpu,
        median(lambda _: compiler.compile_mjml(source)),
        median(preview),
        median(again),
        median(lambda _: plain_text(html)),
    ]


def main() -> None:
    sources = starters() or {"newsletter": newsletter(), "table": PLAIN["table"]}
    compiler = Compiler(ROOT / "static/dist/mjml.js")
    start = median(lambda _: compiler.compile_mjml(PLAIN["text"]), rounds=1)
    node = warm_node(list(sources.values()))
    titles = ("KB", "npm CPU", "V8 CPU", "V8", "preview", "again", "text")
    print(f"{'':<18}" + "".join(f"{title:>9}" for title in titles))
    for (name, source), npm_time in zip(sources.items(), node, strict=True):
        values = row(name, source, compiler, npm_time)
        print(f"{name:<18}" + "".join(f"{value:>9.2f}" for value in values))
    first = next(iter(sources.values()))
    print(f"\nmjml's command line: {cli(first):.0f} ms; our child's first answer: {start:.0f} ms")
    print(f"resident: child {resident_mb(compiler.pid or 0):.0f} MB, ", end="")
    print(f"this process {resident_mb(os.getpid()):.0f} MB")
    compiler.close()


if __name__ == "__main__":
    main()
