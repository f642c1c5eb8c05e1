"""Draws the cover of the page that says that there is no such page."""

from drawing import INK, ORANGE, write_cover
from handwriting import written


def cover() -> str:
    """There is no such page, in handwriting."""
    return written(((2127, INK), (123, ORANGE), (2180, INK)), -10)


if __name__ == "__main__":
    write_cover("404", cover())
