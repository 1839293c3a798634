"""Genuine MJML in a supervised child process.

The web process never loads V8: it writes a source down a pipe and reads HTML back. A child
that hangs, eats memory, dies or talks nonsense is ended, the request gets a sentence, and
the next request finds a fresh child.
"""

import json
import logging
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from .problems import Problem, Severity

logger = logging.getLogger(__name__)

MAX_SOURCE_BYTES = 1_000_000
_MAX_ANSWER_BYTES = 64_000_000
_OUT_OF_MEMORY = 12  # child.OUT_OF_MEMORY; importing child would load V8 here


class CompilerError(Exception):
    """The compiler could not answer; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CompilerTimeout(CompilerError):
    """The source took longer than it may."""


class CompilerOutOfMemory(CompilerError):
    """The source needed more memory than it may."""


class CompilerCrashed(CompilerError):
    """The child died or answered nonsense."""


class CompilerUnavailable(CompilerError):
    """No fault of the source: the child cannot be started, or is busy for too long."""


class _Child:
    """One process and the framing on its pipes. Not thread-safe."""

    def __init__(self, command: Sequence[str]) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives with the child
        self.log = b""
        self.process = subprocess.Popen(  # noqa: S603 - our own file and numbers, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
        )

    def read(self, seconds: float, request: bytes | None = None) -> dict[str, Any]:
        """Send `request`, if any, and read one answer; kill the child after `seconds`.

        Raises CompilerTimeout, CompilerOutOfMemory or CompilerCrashed; the child is then dead.
        """
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self.process.kill()  # unblocks both pipes

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(request)
        except (OSError, ValueError) as error:
            self.end()
            raise self._explain(expired=expired.is_set(), seconds=seconds) from error
        finally:
            timer.cancel()

    def _exchange(self, request: bytes | None) -> dict[str, Any]:
        assert self.process.stdin is not None  # noqa: S101 - for the type checker
        assert self.process.stdout is not None  # noqa: S101
        if request is not None:
            self.process.stdin.write(struct.pack(">I", len(request)) + request)
            self.process.stdin.flush()
        head = self.process.stdout.read(4)
        size = struct.unpack(">I", head)[0] if len(head) == 4 else _MAX_ANSWER_BYTES + 1
        if size > _MAX_ANSWER_BYTES:
            raise ValueError("no frame")
        answer = json.loads(self.process.stdout.read(size))
        if not isinstance(answer, dict):
            raise ValueError("no object")  # noqa: TRY004 - one kind for all nonsense
        return answer

    def _explain(self, *, expired: bool, seconds: float) -> CompilerError:
        if expired:
            return CompilerTimeout(
                f"The MJML compiler gave up on this source after {seconds:g} seconds. "
                "Make it smaller or less deeply nested, then try again."
            )
        if self.process.returncode == _OUT_OF_MEMORY or b"out of memory" in self.log:
            return CompilerOutOfMemory(
                "This source needs more memory than the MJML compiler may use. "
                "Make it smaller, then try again."
            )
        return CompilerCrashed(
            "The MJML compiler stopped while it worked on this source. "
            "A new one has been started; try again."
        )

    def end(self) -> None:
        """Kill the process, keep the last 8 KB of its standard error in `log`, close all."""
        self.process.kill()
        self.process.wait()
        if not self._errors.closed:
            size = self._errors.seek(0, 2)
            self._errors.seek(max(0, size - 8192))
            self.log = self._errors.read()
            self._errors.close()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be written has no reader any more
                    logger.debug("the compiler's pipe was already broken")


class Compiler:
    """MJML to HTML, from any thread, one source at a time.

    `timeout_seconds` bounds one source, `wait_seconds` the queue before it, `start_seconds`
    a child's start (about 0.5 s). `memory_mb` bounds V8's heap; a child whose resident memory
    passes `recycle_mb` after an answer is replaced (about 100 MB is usual).
    `command` starts another child than ours, for tests.
    """

    def __init__(
        self,
        bundle: Path,
        *,
        timeout_seconds: float = 5.0,
        wait_seconds: float = 15.0,
        start_seconds: float = 30.0,
        memory_mb: int = 256,
        recycle_mb: int = 230,
        command: Sequence[str] | None = None,
    ) -> None:
        self.bundle = bundle
        self._timeout, self._wait, self._start = timeout_seconds, wait_seconds, start_seconds
        self._recycle_mb = recycle_mb
        self._command = command or (
            sys.executable,
            "-I",
            str(Path(__file__).with_name("child.py")),
            str(bundle),
            str(memory_mb),
        )
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        child = self._child
        return None if child is None else child.process.pid

    def warm(self) -> None:
        """Start a child in the background, so that the first source need not wait for it."""
        threading.Thread(target=self._warm, name="mjml-warm", daemon=True).start()

    def close(self) -> None:
        """End the child; every later source is refused."""
        self._closed = True
        child = self._child
        if child is not None:
            child.process.kill()  # a source being compiled gets its sentence at once
        with self._turn:
            self._drop()

    def compile_mjml(self, source: str) -> tuple[str, tuple[Problem, ...]]:
        """HTML as npm's `mjml` makes it ("" when it cannot), and what its validator says.

        Raises CompilerTimeout, CompilerOutOfMemory, CompilerCrashed, CompilerUnavailable;
        UnicodeEncodeError for lone surrogates, ValueError past twice MAX_SOURCE_BYTES.
        """
        request = source.encode()
        if len(request) > 2 * MAX_SOURCE_BYTES:  # mending a source for MJML adds a little
            raise ValueError("callers refuse sources that are too big")
        answer = self._ask(request)
        if "failure" in answer:
            return "", (Problem(_failure_sentence(str(answer["failure"])), code="mjml"),)
        return answer["html"], tuple(_problem(*entry) for entry in answer["problems"])

    def _ask(self, request: bytes) -> dict[str, Any]:
        if not self._turn.acquire(timeout=self._wait):
            raise CompilerUnavailable(
                "The MJML compiler is busy with other emails. Try again in a moment."
            )
        try:
            answer = self._ready().read(self._timeout, request)
        except CompilerError as error:
            logger.warning("compiler child replaced: %s", type(error).__name__)
            self._drop()
            if not self._closed and not isinstance(error, CompilerUnavailable):
                self.warm()
            raise
        else:
            if answer.get("rss", 0) > self._recycle_mb:
                self._drop()
                self.warm()
            return answer
        finally:
            self._turn.release()

    def _ready(self) -> _Child:
        if self._closed:
            raise CompilerUnavailable("The MJML compiler has been shut down with the server.")
        if self._child is not None and self._child.process.poll() is not None:
            self._drop()  # it died between two sources: nobody's fault who comes now
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> _Child:
        if not self.bundle.is_file():
            raise CompilerUnavailable(
                "The MJML compiler has not been built. Run `npm ci` and `npm run build`, "
                "then try again."
            )
        child = _Child(self._command)
        try:
            child.read(self._start)
        except CompilerError as error:
            log = child.log.decode(errors="replace")
            logger.exception("compiler child did not start: %s", log)
            child.end()
            raise CompilerUnavailable(
                "The MJML compiler could not be started; the server's log says why."
            ) from error
        logger.info("compiler child %d ready", child.process.pid)
        return child

    def _warm(self) -> None:
        with self._turn:
            try:
                self._ready()
            except CompilerUnavailable as error:
                logger.warning("compiler not warmed: %s", error.sentence)

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def _failure_sentence(message: str) -> str:
    if "call stack" in message:
        return "This MJML is nested too deeply to be compiled. Take some levels out."
    if message.startswith(("Malformed MJML", "Parsing failed")):
        return "This is not a whole MJML document: it needs <mjml> with an <mj-body> inside."
    return f"MJML could not compile this source: {message}"


def _problem(line: int | None, message: str, tag: str) -> Problem:
    """Only what takes content or layout away is an error; a strange attribute is not."""
    misplaced = "cannot be used inside" in message or "doesn't exist" in message
    severity = Severity.ERROR if misplaced else Severity.WARNING
    return Problem(f"{tag}: {message.rstrip('.')}.", line, None, severity, "mjml")
