"""DynamoDB's numbers: 38 significant digits, magnitudes from 1E-130 to 9.99…E+125.

The limits are those of the DynamoDB developer guide, "Supported data types and naming rules".
"""

import decimal
import functools
import re

from craftify.dynamo.embedded.errors import ValidationError

DIGITS = 38
LARGEST_EXPONENT = 125
SMALLEST_EXPONENT = -130
# Wide enough that no sum of two valid numbers is rounded before its digits are counted.
_EXACT = decimal.Context(prec=DIGITS + LARGEST_EXPONENT - SMALLEST_EXPONENT + 2, traps=[])
_PLAIN_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,37})\Z")
_SYNTAX = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?\Z")


@functools.lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The one way to write this number: no exponent, no needless zeros.

    Raises:
        ValidationError: not a number, too many digits, too large or too small.
    """
    if _PLAIN_INTEGER.match(text):
        return text
    if not _SYNTAX.match(text):
        raise ValidationError(
            "The parameter cannot be converted to a numeric value" + (f": {text}" if text else "")
        )
    return written(decimal.Decimal(text))


def written(number: decimal.Decimal) -> str:
    """The canonical text of a number; raises ValidationError when DynamoDB cannot hold it."""
    if not number:
        return "0"
    if number.adjusted() > LARGEST_EXPONENT:
        raise ValidationError(
            "Number overflow. Attempting to store a number with magnitude larger than "
            "supported range"
        )
    if number.adjusted() < SMALLEST_EXPONENT:
        raise ValidationError(
            "Number underflow. Attempting to store a number with magnitude smaller than "
            "supported range"
        )
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) > DIGITS and len(text.replace(".", "").strip("-0")) > DIGITS:
        raise ValidationError("Attempting to store more than 38 significant digits in a Number")
    return text


def added(left: str, right: str) -> str:
    """The exact sum; raises ValidationError when it does not fit."""
    return written(_EXACT.add(decimal.Decimal(left), decimal.Decimal(right)))


def subtracted(left: str, right: str) -> str:
    """The exact difference; raises ValidationError when it does not fit."""
    return written(_EXACT.subtract(decimal.Decimal(left), decimal.Decimal(right)))


def size(text: str) -> int:
    """Bytes DynamoDB counts for a canonical number: one per two significant digits, and one."""
    digits = text.replace(".", "").strip("-0")
    return (len(digits) + 1) // 2 + 1


def sortable(text: str) -> bytes:
    """Bytes that sort as the canonical numbers do and never run into what follows them.

    Sign, exponent in one byte, then two digits per byte; the bytes of negative numbers are
    complemented.
    """
    if text == "0":
        return b"\x01"
    number = decimal.Decimal(text)
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if len(digits) % 2:
        digits += "0"
    body = bytes(
        (
            number.adjusted() - SMALLEST_EXPONENT,
            *(int(digits[at : at + 2]) + 1 for at in range(0, len(digits), 2)),
            0,
        )
    )
    if number > 0:
        return b"\x02" + body
    return b"\x00" + bytes(255 - byte for byte in body)
