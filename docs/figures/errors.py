"""Draws the cover of `errors.md`."""

from drawing import BLUE, INK, ORANGE, cells, path, write_cover


def cover() -> str:
    """(2×3) @ (2×3): three columns here, two rows there; they should be equal."""
    left = [(14 + 26 * x, 40 + 26 * y) for y in range(2) for x in range(3)]
    right = [(152 + 26 * x, 40 + 26 * y) for y in range(2) for x in range(3)]
    return (
        cells(left, 22, BLUE)
        + cells(right, 22, BLUE, opacity=0.5)
        + path("M104 57l14 14m0-14l-14 14", INK, opacity=0.6)
        + path("M14 30v-6h74v6M142 40h-6v48h6", ORANGE, stroke_width=3.5)
    )


if __name__ == "__main__":
    write_cover("errors", cover())
