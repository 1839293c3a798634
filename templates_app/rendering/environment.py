"""Liquid as customers may write it: plain data, every growth bounded.

python-liquid's limits cover loops, output and assigned names; they do not cover what one
chain of filters can build (`{{ (1..1000000000) | join }}`) nor time. So every filter is
wrapped: what goes in and what comes out is weighed, and every step looks at the clock.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ClassVar

from liquid import BoundTemplate, Environment, RenderContext, Undefined
from liquid.exceptions import FilterArgumentError, LiquidError, ResourceLimitError
from liquid.token import Token

MAX_OUTPUT_BYTES = 4_000_000
MAX_VALUE_WEIGHT = 1_000_000  # characters and items together
MAX_ITEMS = 20_000
MAX_LOOPS = 20_000
MAX_NUMBER_BITS = 1_000
MAX_SECONDS = 3.0
MAX_MISSING = 500  # names told


class TooMuch(ResourceLimitError):
    """A template asks for more than it may; the message is a sentence."""


@dataclass(slots=True)
class Run:
    """What one rendering keeps: when it must be over, and the paths it missed."""

    deadline: float
    forgiven: frozenset[int] = frozenset()
    missing: dict[str, None] = field(default_factory=dict)

    def check(self) -> None:
        if time.monotonic() > self.deadline:
            raise TooMuch("This takes too long to fill in; make its loops smaller.", token=None)


current_run: ContextVar[Run] = ContextVar("current_run")


class Missing(Undefined):
    """A path the data lacks: empty, and noted when something was to be made of it."""

    __slots__ = ("path",)

    def __init__(self, path: str, token: Token | None) -> None:
        super().__init__(path, token=token)
        self.path = path

    def note(self) -> None:
        run = current_run.get()
        if len(run.missing) < MAX_MISSING and (
            self.token is None or self.token.start_index not in run.forgiven
        ):
            run.missing[self.path] = None

    def __str__(self) -> str:
        self.note()
        return ""

    def items(self) -> Any:  # a loop over it asks for items
        self.note()
        return super().items()

    def __hash__(self) -> int:
        return hash(self.path)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def weight(value: object, budget: int = MAX_VALUE_WEIGHT) -> int:
    """Characters, items and digits in `value`, counted no further than just past `budget`."""
    total, waiting = 0, [value]
    while waiting and total <= budget:
        item = waiting.pop()
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, int):
            total += item.bit_length() // 8
        elif isinstance(item, range):
            total += len(item) * 4
        elif isinstance(item, Mapping):
            total += len(item)
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, Sequence):
            total += len(item)
            waiting.extend(item[: budget + 1])
        total += 1
    return total


def _admit(value: object) -> None:
    """Raise TooMuch for what no filter may take or give."""
    if isinstance(value, str):
        heavy = len(value) > MAX_VALUE_WEIGHT
    elif isinstance(value, (list, tuple, range)):
        # len() of a huge range raises; its ends say enough.
        many = abs(value.stop - value.start) if isinstance(value, range) else len(value)
        heavy = many > MAX_ITEMS or weight(value) > MAX_VALUE_WEIGHT
    elif isinstance(value, int):
        heavy = value.bit_length() > MAX_NUMBER_BITS
    else:
        heavy = isinstance(value, Mapping) and weight(value) > MAX_VALUE_WEIGHT
    if heavy:
        raise TooMuch("A value grows too big here; use a shorter list or text.", token=None)


def _admit_product(name: str, value: object, args: tuple[object, ...]) -> None:
    """`replace` and `join` multiply sizes, so look before they leap."""
    if name == "replace" and len(args) == 2:
        text, old, new = str(value), str(args[0]), str(args[1])
        size = len(text) + (text.count(old) * len(new) if old else (len(text) + 1) * len(new))
    elif name == "join" and isinstance(value, (list, tuple, range)) and args:
        size = weight(value) + len(value) * len(str(args[0]))
    elif name == "uniq" and isinstance(value, (list, tuple, range)):
        size = len(value) ** 2 // 4  # it compares every pair
    elif name == "strip_html":
        size = len(str(value)) * 10
    else:
        return
    if size > MAX_VALUE_WEIGHT:
        raise TooMuch(f"The filter {name} would make too much here.", token=None)


def _guarded(name: str, function: Callable[..., object]) -> Callable[..., object]:
    @wraps(function)
    def call(value: object, *args: object, **kwargs: object) -> object:
        current_run.get().check()
        for given in (value, *args):
            _admit(given)
        if isinstance(value, Missing) and name != "default":
            value.note()
        _admit_product(name, value, args)
        try:
            result = function(value, *args, **kwargs)
        except LiquidError:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise FilterArgumentError(
                f"The filter {name} cannot work with this value", token=None
            ) from error
        _admit(result)
        return result

    return call


class Context(RenderContext):
    """Looks at the clock at every step, and knows what a loop's name stands for."""

    __slots__ = ("_aliases",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._aliases: dict[str, str] = {}

    def get(self, path: list[object], *, token: Token | None, default: object = None) -> object:
        current_run.get().check()
        absent = object()
        found = super().get(path, token=token, default=absent)
        if found is not absent:
            return found
        root, *rest = (str(segment) if segment is not None else "" for segment in path)
        named = [self._aliases.get(root, root), *rest]
        return Missing(".".join(named)[:200], token)

    def assign(self, key: str, val: Any) -> None:
        current_run.get().check()
        _admit(val)
        super().assign(key, val)

    @contextmanager
    def loop(self, namespace: Mapping[str, object], forloop: Any) -> Iterator[RenderContext]:
        current_run.get().check()
        name, _, iterable = forloop.name.partition("-")
        root, dot, rest = iterable.partition(".")
        before = self._aliases.get(name)
        self._aliases[name] = f"{self._aliases.get(root, root)}{dot}{rest}[]"
        try:
            with super().loop(namespace, forloop) as context:
                yield context
        finally:
            if before is None:
                del self._aliases[name]
            else:
                self._aliases[name] = before


class Template(BoundTemplate):
    context_class = Context


class Liquid(Environment):
    """`Liquid(autoescape=True)` for HTML, `Liquid(autoescape=False)` for text."""

    template_class = Template
    loop_iteration_limit: ClassVar[int | None] = MAX_LOOPS
    local_namespace_limit: ClassVar[int | None] = 4 * MAX_VALUE_WEIGHT
    output_stream_limit: ClassVar[int | None] = MAX_OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in ("include", "render"):  # there are no files to include
            self.tags.pop(name, None)
        for name in ("safe", "escapejs"):  # nothing from the data is ever trusted
            self.filters.pop(name, None)
        self.filters = {name: _guarded(name, filt) for name, filt in self.filters.items()}


HTML = Liquid(autoescape=True)
TEXT = Liquid(autoescape=False)
