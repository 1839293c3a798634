"""Random expressions over the attributes of small items."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.conformance.data import (
    BOUNDS,
    LIST,
    NAMES,
    NUMBER,
    TEXT,
    Request,
    ordered,
    scalars,
    sets,
    values,
)


class Expressions:
    """Writes expressions and collects their placeholders."""

    def __init__(self, draw: Callable[[SearchStrategy[Any]], Any], names: list[str]) -> None:
        self.draw = draw
        self._attributes = names
        self.demands: list[str] = []
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def request(self) -> Request:
        """The parameters that carry names and values."""
        found: Request = {}
        if self.names:
            found["ExpressionAttributeNames"] = self.names
        if self.values:
            found["ExpressionAttributeValues"] = self.values
        return found

    def name(self, name: str) -> str:
        """A placeholder for a name."""
        for placeholder, known in self.names.items():
            if known == name:
                return placeholder
        placeholder = f"#{len(self.names)}"
        self.names[placeholder] = name
        return placeholder

    def value(self, value: Any) -> str:
        """A placeholder for a value."""
        placeholder = f":{len(self.values)}"
        self.values[placeholder] = value
        return placeholder

    def any_value(self) -> str:
        """A placeholder for any value at all."""
        return self.value(self.draw(values))

    def path(self, start: str = "") -> str:
        """Some place in an item."""
        text = self.name(start or self.draw(st.sampled_from(self._attributes)))
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 2]))):
            if self.draw(st.booleans()):
                text += "." + self.name(self.draw(st.sampled_from(NAMES)))
            else:
                text += f"[{self.draw(st.integers(0, 2))}]"
        return text

    def operand(self, other: str, fitting: SearchStrategy[Any] = ordered) -> str:
        """A value, or a name that is not the `other` one, which DynamoDB refuses."""
        if self.draw(st.integers(0, 2)):
            return self.value(self.draw(fitting))
        name = self.draw(st.sampled_from(self._attributes))
        if self.name(name) == other:
            return self.value(self.draw(fitting))
        return self.name(name)

    def condition(self, depth: int = 0) -> str:
        """Some condition."""
        kinds = [self._comparison, self._comparison, self._size, self._between, self._choice]
        kinds += [self._existence, self._type, self._beginning, self._containing]
        if depth < 2:
            kinds += [lambda: self._joined(depth + 1), lambda: f"(NOT {self.condition(depth + 1)})"]
        make: Callable[[], str] = self.draw(st.sampled_from(kinds))
        return make()

    def _joined(self, depth: int) -> str:
        word = self.draw(st.sampled_from(["AND", "OR"]))
        return f"({self.condition(depth)} {word} {self.condition(depth)})"

    def _comparison(self) -> str:
        sign = self.draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
        fitting = values if sign in {"=", "<>"} else ordered
        return self._existing(lambda path: f"{path} {sign} {self.operand(path, fitting)}")

    def _size(self) -> str:
        sign = self.draw(st.sampled_from(["=", ">", ">="]))
        length = self.value({"N": str(self.draw(st.integers(1, 3)))})
        return f"size ({self.path()}) {sign} {length}"

    def _between(self) -> str:
        low, high = self.draw(st.sampled_from(BOUNDS))
        return f"{self.path()} BETWEEN {self.value(low)} AND {self.value(high)}"

    def _choice(self) -> str:
        count = self.draw(st.integers(1, 3))

        def write(path: str) -> str:
            return f"{path} IN ({', '.join(self.operand(path, values) for _ in range(count))})"

        return self._existing(write)

    def _existence(self) -> str:
        verb = self.draw(st.sampled_from(["attribute_exists", "attribute_not_exists"]))
        return f"{verb} ({self.path()})"

    def _type(self) -> str:
        kind = self.draw(st.sampled_from(["S", "N", "L", "M", "SS", "BOOL", "NULL"]))
        return f"attribute_type ({self.path()}, {self.value({'S': kind})})"

    def _beginning(self) -> str:
        start = self.draw(st.sampled_from(["", "a", "\u00e9"]))
        return f"begins_with ({self.name(TEXT)}, {self.value({'S': start})})"

    def _containing(self) -> str:
        sought = self.draw(scalars.filter(lambda value: "B" not in value))
        return f"contains ({self.path()}, {self.value(sought)})"

    def _existing(self, write: Callable[[str], str]) -> str:
        """A condition on a path that is there: with two absent ones the peers differ."""
        path = self.path()
        return f"(attribute_exists ({path}) AND {write(path)})"

    def update(self) -> str:
        """Some update."""
        actions: dict[str, list[str]] = {}
        # Paths that overlap are refused, but not by both at the same point.
        for name in self.draw(
            st.lists(st.sampled_from(self._attributes), min_size=1, max_size=3, unique=True)
        ):
            clause = self.draw(st.sampled_from(["SET", "SET", "REMOVE", "ADD", "DELETE"]))
            path = self.name(name)
            if clause == "SET":
                path = self._there(self.path(name)) + f" = {self.sum()}"
            elif clause != "REMOVE":
                path += f" {self._addable(clause)}"
            elif self.draw(st.integers(0, 3)) == 0:
                path = self._there(path + f"[{self.draw(st.integers(0, 2))}]")
            actions.setdefault(clause, []).append(path)
        return " ".join(f"{clause} {', '.join(some)}" for clause, some in actions.items())

    def _there(self, path: str) -> str:
        """The path; what it leads through is demanded to be there by a condition."""
        parent = re.sub(r"(\.[^.\[]*|\[[^\[]*)\Z", "", path)
        if parent != path:
            kind = "L" if path.endswith("]") else "M"
            self.demands.append(f"attribute_type ({parent}, {self.value({'S': kind})})")
        return path

    def _addable(self, clause: str) -> str:
        number = st.builds(lambda text: {"N": text}, st.sampled_from(["1", "-2", "0.5"]))
        return self.value(self.draw(sets if clause == "DELETE" else number | sets))

    def sum(self) -> str:
        """Some value of SET."""
        kind = self.draw(st.sampled_from(["term", "term", "sum", "append"]))
        if kind == "sum":
            return f"{self._numeric()} {self.draw(st.sampled_from('+-'))} {self._numeric()}"
        if kind == "append":
            one, other = self._listlike(), self._listlike()
            return f"list_append ({one}, {other})"
        return self._term()

    def _numeric(self) -> str:
        number = self.draw(st.sampled_from([{"N": "1"}, {"N": "2.5"}, {"N": "-3"}]))
        match self.draw(st.integers(0, 3)):
            case 0:
                return self.name(NUMBER)
            case 1:
                return f"if_not_exists ({self.name(NUMBER)}, {self.value(number)})"
            case _:
                return self.value(number)

    def _listlike(self) -> str:
        literal = self.value({"L": self.draw(st.lists(scalars, max_size=2))})
        return (
            f"if_not_exists ({self.name(LIST)}, {literal})" if self.draw(st.booleans()) else literal
        )

    def _term(self) -> str:
        kind = self.draw(st.sampled_from(["value", "value", "number", "path", "default"]))
        match kind:
            case "path":
                return self.path()
            case "default":
                return f"if_not_exists ({self.path()}, {self.any_value()})"
            case "number":
                return self.value({"N": self.draw(st.sampled_from(["1", "2.5", "-3"]))})
            case _:
                return self.any_value()
