"""Draws the cover of `cheatsheet.md`."""

from drawing import BLUE, GREEN, INK, ORANGE, VIOLET, box, cells, path, write_cover


def cover() -> str:
    """The other covers in small: eight of the things that one looks up."""
    frames = "".join(box(13 + 56 * x, 5 + 57 * y, 46, 46, rx=8) for y in range(2) for x in range(4))
    return (
        f'<g stroke="{INK}" opacity=".3">{frames}</g>'
        + cells([(25, 17), (37, 17), (25, 29)], 10, BLUE)
        + cells([(37, 29)], 10, ORANGE)
        + path("M78 16c6 30 22 30 28 0M86 38h22", GREEN, stroke_width=3)
        + path("M134 28l14-10m-14 10l14 10m0-20l14 10m-14 10l14-10", BLUE)
        + path("M134 28h0M148 18h0M148 38h0M162 28h0", INK, stroke_width=8)
        + path("M190 15c4 22 12 26 28 26", ORANGE, stroke_width=3)
        + path("M26 98v-10M34 98V76M42 98V82M50 98v-6", VIOLET, stroke_width=5)
        + path("M105 80a13 13 0 1 0 1 8M106 74v7h-7", BLUE, stroke_width=3)
        + path("M140 74l-8 11 8 11M156 74l8 11-8 11", INK, stroke_width=3, opacity=0.8)
        + path("M193 86l8 8 15-17", GREEN, stroke_width=4)
    )


if __name__ == "__main__":
    write_cover("cheatsheet", cover())
