"""The Python-Markdown extension that frames an exercise: from its heading to the next one.

``### Checkerboard { #exercise-checkerboard }`` opens one; the theme shows the whole as one card.
"""

from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

# After attr_list (8) has given headings their ids, before toc (5) reads the headings.
_PRIORITY = 7


class _FrameExercises(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        frame: ElementTree.Element | None = None
        for element in list(root):
            if element.tag in ("h1", "h2", "h3"):
                frame = None
            if element.get("id", "").startswith("exercise-"):
                frame = ElementTree.Element("section", {"class": "exercise"})
                root.insert(list(root).index(element), frame)
            if frame is not None:
                root.remove(element)
                frame.append(element)


class ExerciseExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_FrameExercises(md), "tutorial_exercises", _PRIORITY)


def makeExtension(**settings: object) -> ExerciseExtension:
    return ExerciseExtension(**settings)
