""" "Show only if" and "repeat for each": Liquid around a block, as splices."""

import re
from collections.abc import Iterator

from templates_app.rendering.formats import Format
from templates_app.rendering.syntax import check
from templates_app.rendering.variables import variables

from .blocks import Around, Block, Document
from .kinds import PLACES
from .operations import SetCondition, SetLoop
from .patches import Splice
from .refusals import Reason, Refused
from .units import Range, found, head_of, sharing, unit

Declared = frozenset[str]  # the first parts of the names of the variables there are

HIDDEN = "false"  # the condition of a block that is not shown at all
_CONDITIONS = frozenset({"if", "unless", "elsif", "else", "when"})
_LOOPS = frozenset({"for", "tablerow"})
_NAME = re.compile(r"[A-Za-z_]\w{0,60}")
_EXPRESSION = re.compile(r"(\{%-?\s*\w+\s+)(.*?)(\s*-?%\})", re.DOTALL)
_LONGEST = 500  # characters of an expression


def set_condition(
    document: Document, operation: SetCondition, declared: Declared | None
) -> list[Splice]:
    block = found(document, operation.block)
    known = next((one for one in reversed(block.around) if one.name in _CONDITIONS), None)
    expression = operation.expression
    if expression is not None:
        _check_expression("if", expression, _names(document, block, declared))
    if known is None:
        whole = Range(head_of(document, block), block.end)
        return _around(document, block, whole, "if", expression)
    return _changed(document, block, known, "if", expression)


def set_loop(document: Document, operation: SetLoop, declared: Declared | None) -> list[Splice]:
    block = found(document, operation.block)
    known = next((one for one in reversed(block.around) if one.name in _LOOPS), None)
    expression = None
    if operation.items is not None:
        if not _NAME.fullmatch(operation.item):
            raise Refused(Reason.BAD_VALUE, "An item's name has letters, digits and underscores.")
        _check_expression("for", operation.items, _names(document, block, declared))
        expression = f"{operation.item} in {operation.items}"
    if known is None:
        return _around(document, block, unit(document, block), "for", expression)
    return _changed(document, block, known, "for", expression)


def loop_items(document: Document, block: Block) -> Iterator[str]:
    """The names that the loops around a block give to their items, from the inside out."""
    for one in (block, *document.ancestors(block)):
        for around in reversed(one.around):
            if around.name in _LOOPS:
                yield around.expression.partition(" ")[0]


def _names(document: Document, block: Block, declared: Declared | None) -> Declared | None:
    if declared is None:
        return None
    return declared | {"forloop", "true", "false"} | frozenset(loop_items(document, block))


def _check_expression(name: str, expression: str, declared: Declared | None) -> None:
    text = f"x in {expression}" if name == "for" else expression
    tag = f"{{% {name} {text} %}}x{{% end{name} %}}"
    if not expression.strip() or len(expression) > _LONGEST or re.search(r"[{}]|%\}", expression):
        raise Refused(Reason.BAD_VALUE, "A condition is an expression such as customer.vip.")
    problems = check(tag)
    if problems:
        raise Refused(Reason.BAD_VALUE, problems[0].message)
    for variable in variables(tag) if declared is not None else ():
        root = re.split(r"[.\[]", variable.name, maxsplit=1)[0]
        if declared is not None and root not in declared:
            raise Refused(
                Reason.UNKNOWN_VARIABLE,
                f"There is no variable “{variable.name}” in this template; declare it first.",
            )


def _tag(document: Document, text: str) -> str:
    return f"<mj-raw>{text}</mj-raw>" if document.format is Format.MJML else text


def _around(
    document: Document, block: Block, whole: Range, name: str, expression: str | None
) -> list[Splice]:
    if expression is None:
        return []
    parent = document.parent(block)
    mjml = document.format is Format.MJML
    in_head = any(one.tag in {"mj-head", "head"} for one in document.ancestors(block))
    if parent is None or in_head or block.tag in {"mj-head", "mj-body", "head", "body"}:
        raise Refused(Reason.NOT_HERE, f"The {block.label} is always there; choose a block in it.")
    if mjml and "mj-raw" not in PLACES.get(parent.tag, ()):
        raise Refused(
            Reason.PLACEMENT, f"No condition or loop can stand directly in a {parent.kind}."
        )
    opening = _tag(document, f"{{% {name} {expression} %}}")
    closing = _tag(document, f"{{% end{name} %}}")
    return [Splice(whole.start, "", opening), Splice(whole.end, "", closing)]


def _changed(
    document: Document, block: Block, known: Around, name: str, expression: str | None
) -> list[Splice]:
    """The condition or loop that is there, for all the blocks that it stands around."""
    source = document.source
    opening = source[known.start : known.end]
    closing = source[known.close_start : known.close_end]
    branches = {
        around.name
        for one in sharing(document, block, known)
        for around in one.around
        if around.start == known.start
    }
    simple = opening.count("{%") == closing.count("{%") == 1
    if known.name != name or not simple or (expression is None and len(branches) > 1):
        raise Refused(
            Reason.NOT_HERE,
            f"The {known.name} around the {block.label} has other parts; edit it in the code.",
        )
    if expression is None:
        return [Splice(known.start, opening, ""), Splice(known.close_start, closing, "")]
    match = _EXPRESSION.search(opening)
    if match is None or match[2] == expression:
        return []
    return [Splice(known.start + match.start(2), match[2], expression)]
