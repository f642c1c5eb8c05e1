"""Whether an output keeps its promise.

Exact text, with two allowances: ``…`` stands for the rest of its line (alone on a line: for any lines),
and a number with four or more decimals may differ by one in the last, because the last digit of a long
computation depends on the processor's instruction set. A number whose last two decimals are zeros comes
from short, exact arithmetic (``2.5000``): it may not differ.
"""

import re
from decimal import Decimal

_ROUNDED = re.compile(r"(?<![\w.])-?\d+\.\d{2,}(?!00(?!\d))\d\d(?:e[+-]?\d+)?(?![\w.]*\d)")


def keeps(promised: str, actual: str) -> bool:
    """Whether ``actual`` is what ``promised`` documents."""
    return _keeps(_lines(promised), _lines(actual))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]


def _keeps(promised: list[str], actual: list[str]) -> bool:
    for position, line in enumerate(promised):
        if line == "…":
            rest = promised[position + 1 :]
            return any(_keeps(rest, actual[skip:]) for skip in range(position, len(actual) + 1))
        if position >= len(actual) or not _line_keeps(line, actual[position]):
            return False
    return len(promised) == len(actual)


def _line_keeps(promised: str, actual: str) -> bool:
    if promised == actual:
        return True
    if promised.endswith("…"):
        promised = promised[:-1]
        # The part shown is compared with as much of the output as it covers.
        return actual.startswith(promised) or any(
            _numbers_keep(promised, actual[:end])
            for end in range(max(0, len(promised) - 2), min(len(actual), len(promised) + 2) + 1)
        )
    return _numbers_keep(promised, actual)


def _numbers_keep(promised: str, actual: str) -> bool:
    numbers = _ROUNDED.findall(promised), _ROUNDED.findall(actual)
    if _ROUNDED.split(promised) != _ROUNDED.split(actual):
        return False
    return all(_close(*pair) for pair in zip(*numbers, strict=True))


def _close(promised: str, actual: str) -> bool:
    one, other = Decimal(promised), Decimal(actual)
    last = one.as_tuple().exponent
    return last == other.as_tuple().exponent and abs(one - other) <= Decimal(1).scaleb(int(last))
