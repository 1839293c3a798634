"""What the parser makes of an expression. Names and values stay placeholders (`#n`, `:v`)."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Path:
    """A place in an item: names (`#n` or bare) and list indexes."""

    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Literal:
    """A value of the request, `:v`."""

    name: str


@dataclass(frozen=True)
class Size:
    """`size(path)`."""

    path: Path


Operand: TypeAlias = Path | Literal | Size


@dataclass(frozen=True)
class Comparison:
    """`left operator right`, operator one of = <> < <= > >=."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Between:
    """`operand BETWEEN low AND high`."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True)
class In:
    """`operand IN (…)`."""

    operand: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True)
class Function:
    """`attribute_exists(path)` and the like."""

    name: str
    arguments: tuple[Operand, ...]


@dataclass(frozen=True)
class Not:
    """`NOT condition`."""

    condition: "Condition"


@dataclass(frozen=True)
class Both:
    """`left AND right`."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True)
class Either:
    """`left OR right`."""

    left: "Condition"
    right: "Condition"


Condition: TypeAlias = Comparison | Between | In | Function | Not | Both | Either


@dataclass(frozen=True)
class IfNotExists:
    """`if_not_exists(path, otherwise)`."""

    path: Path
    otherwise: "Term"


@dataclass(frozen=True)
class ListAppend:
    """`list_append(first, second)`."""

    first: "Term"
    second: "Term"


@dataclass(frozen=True)
class Arithmetic:
    """`left + right` or `left - right`."""

    operator: str
    left: "Term"
    right: "Term"


Term: TypeAlias = Path | Literal | IfNotExists | ListAppend | Arithmetic


@dataclass(frozen=True)
class Set:
    """`SET path = value`."""

    path: Path
    value: Term


@dataclass(frozen=True)
class Remove:
    """`REMOVE path`."""

    path: Path


@dataclass(frozen=True)
class Add:
    """`ADD path :value`."""

    path: Path
    value: Literal


@dataclass(frozen=True)
class Delete:
    """`DELETE path :value`."""

    path: Path
    value: Literal


Action: TypeAlias = Set | Remove | Add | Delete
