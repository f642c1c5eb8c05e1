"""What a reader of the test run sees of an outcome that breaks its promise."""

import os
import textwrap
import traceback
from pathlib import Path

from site_tools.run.execution import Outcome


def difference(outcome: Outcome) -> str:
    """File and line, the statement, the documented output and the real one."""
    file, statement = outcome.section.file, outcome.statement
    path = os.path.relpath(file.path)
    code = "\n".join(file.lines[statement.first_line - 1 : statement.last_line])
    parts = [f"{path}:{statement.first_line}: {outcome.problem}", code]
    if statement.promise:
        parts += ["Documented:", _indented(statement.promise.text)]
    parts += ["Got:", _indented(outcome.output or "(nothing)")]
    if outcome.error is not None:
        parts += [_frames(outcome.error)]
    if outcome.is_updatable:
        parts += ["`pytest docs/ --update-outputs` writes the real output into the snippet."]
    return "\n".join(parts)


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ", lambda _: True)


def _frames(error: BaseException) -> str:
    """The traceback without our own frames: the snippet's come first."""
    ours = Path(__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    shown = [frame for frame in frames if not Path(frame.filename).is_relative_to(ours)]
    return "Traceback (most recent call last):\n" + "".join(traceback.format_list(shown)).rstrip()
