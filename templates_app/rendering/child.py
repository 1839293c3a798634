"""The compiler's child process: V8 with genuine MJML in it, answering over pipes.

Run as a file by `compiler.Compiler`, with Python's `-I`, as: BUNDLE MEMORY_MB. A request is
four bytes of length (big-endian) and the source in UTF-8; an answer is four bytes of length
and JSON: `{"ready": true}` once, then for each source what `compileMjml` of
compiler_prelude.js says, with `"rss"` (MB) added.

It knows no time limit: the parent ends it when an answer takes too long. It ends by itself
when its standard input closes, that is when the parent is gone in whatever way. A signal
tied to the parent (PR_SET_PDEATHSIG) would fire when the *thread* that started the child
ends, so a reading thread does this, and a timer of faulthandler, which needs no interpreter
lock, ends a child whose native code is stuck while nobody is left to kill it.
"""

import contextlib
import faulthandler
import json
import os
import queue
import resource
import struct
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from py_mini_racer import JSEvalException, JSOOMException, MiniRacer

OUT_OF_MEMORY = 12  # exit codes the parent knows
_STUCK_SECONDS = 60.0
_NATIVE_MB = 1000  # what V8 maps writable beside its heap: about 600 MB, little of it touched


def _receive(stream: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> None:
    """Hand requests over; end the process, whatever it is doing, when there are no more."""
    while len(head := stream.read(4)) == 4:
        size = struct.unpack(">I", head)[0]
        if len(body := stream.read(size)) < size:
            break
        requests.put(body)
    os._exit(0)


def _answer(stream: BinaryIO, body: bytes) -> None:
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def _limit_memory(memory_mb: int) -> None:
    """Past V8's own limit on its heap, so that nothing native grows without end."""
    limit = (memory_mb * 2 + _NATIVE_MB) << 20
    with contextlib.suppress(ValueError, OSError):  # not on every system
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident_mb() -> int:
    """Resident memory now where /proc tells, else the highest so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return pages * resource.getpagesize() >> 20


def _load(bundle: Path, memory_mb: int) -> MiniRacer:
    engine = MiniRacer()
    engine.set_hard_memory_limit(memory_mb << 20)
    engine.eval(Path(__file__).with_name("compiler_prelude.js").read_text("utf-8"))
    engine.eval(bundle.read_text("utf-8"))
    return engine


def _compile(engine: MiniRacer, source: str) -> bytes:
    faulthandler.dump_traceback_later(_STUCK_SECONDS, exit=True)
    try:
        result = json.loads(str(engine.eval(f"compileMjml({json.dumps(source)})")))
    except JSOOMException:
        os._exit(OUT_OF_MEMORY)
    except JSEvalException as error:
        result = {"failure": str(error)}
    finally:
        faulthandler.cancel_dump_traceback_later()
    return json.dumps({**result, "rss": _resident_mb()}).encode()


def main(bundle: Path, memory_mb: int) -> None:
    """Serve until standard input closes; never returns (V8 was seen to hang at exit)."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not end up between the answers
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True).start()
    _limit_memory(memory_mb)
    engine = _load(bundle, memory_mb)
    _answer(answers, b'{"ready": true}')
    while True:
        _answer(answers, _compile(engine, requests.get().decode()))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]))
    except BaseException:  # noqa: BLE001 - the process edge: tell the parent, skip V8's exit
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
