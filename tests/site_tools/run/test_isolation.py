"""A page runs as its reader would run it: alone, in a fresh Python; what it does beyond its outputs is named."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from site_tools.read import read_page
from site_tools.run.process import WarmProcess
from site_tools.run.run import PageRun
from tests.site_tools.conftest import Project


@pytest.fixture(scope="module")
def process() -> Iterator[WarmProcess]:
    warm = WarmProcess()
    yield warm
    warm.end()


def problems(
    project: Project, process: WarmProcess, *blocks: str, name: str = "numbers", seconds: float = 60
) -> list[list[str]]:
    """What is wrong with a page of these blocks."""
    parts = [
        f"# --8<-- [start:s{n}]\n{code}\n# --8<-- [end:s{n}]\n" for n, code in enumerate(blocks)
    ]
    path = project.root / "snippets" / f"{name}.py"
    path.write_text("\n".join(parts), encoding="utf-8")
    shown = [f'```python\n--8<-- "{name}.py:s{n}"\n```\n' for n in range(len(blocks))]
    page = project.root / "docs/en" / f"{name}.md"
    page.write_text("# A page\n\n" + "\n".join(shown), encoding="utf-8")
    with closing(PageRun(read_page(page), process=process, seconds=seconds)) as run:
        return [run.problems(index) for index in range(len(blocks))]


STATE = [
    ("import torch\ntorch.set_default_dtype(torch.float64)", "print(torch.ones(1).dtype)  # torch.float32"),
    ("import torch\ntorch.set_printoptions(precision=1)", "print(torch.tensor(0.25))  # tensor(0.2500)"),
    ("import torch\ntorch.set_grad_enabled(False)", "print(torch.is_grad_enabled())  # True"),
    ("import torch\ntorch.set_default_device('meta')", "print(torch.ones(1).device)  # cpu"),
    ("import torch\ntorch.zeros = torch.ones", "print(torch.zeros(1))  # tensor([0.])"),
    ("import torch\ntorch.manual_seed(0)", "print(torch.initial_seed() == 0)  # False"),
    ("import torch\ntorch.use_deterministic_algorithms(True)",
     "print(torch.are_deterministic_algorithms_enabled())  # False"),
    ("import builtins\nbuiltins.print = lambda *said: None", "print(1)  # 1"),
    ("import sys\nsys.path.clear()", "import colorsys"),
    ("import os\nos.environ['COLOR'] = 'red'", "import os\nprint(os.environ.get('COLOR'))  # None"),
    ("import numpy\nnumpy.set_printoptions(precision=1)",
     "import numpy\nprint(numpy.array(0.25), numpy.array([0.25]))  # 0.25 [0.25]"),
    ("import warnings\nwarnings.simplefilter('ignore', BytesWarning)",
     "import warnings\nprint(any(one[2] is BytesWarning for one in warnings.filters))  # False"),
]  # fmt: skip


@pytest.mark.parametrize(("leaves", "needs"), STATE, ids=[leaves[-30:] for leaves, _ in STATE])
def test_no_page_can_help_or_break_another(
    project: Project, process: WarmProcess, leaves: str, needs: str
) -> None:
    if "torch." in needs and "import torch" not in needs:
        needs = f"import torch\n{needs}"
    assert problems(project, process, leaves) == [[]]
    assert problems(project, process, needs, name="other") == [[]]


@pytest.mark.parametrize(
    "code",
    [
        "import os\nwritten = os.write(1, b'past')",
        "import os\nwritten = os.write(2, b'past')",
        "import subprocess\nran = subprocess.run(['echo', 'past'])",
        "import sys\nwritten = sys.stderr.write('past')",
        "import sys\nwritten = sys.__stdout__.write('past')",
        "import warnings\nwarnings.warn('past')",
        "import warnings\nwarnings.warn('past', DeprecationWarning)",
        "import logging\nlogging.warning('past')",
        "open('past', 'w').close()\ntext = open('past').read()",
        "class Loud:\n    def __del__(self):\n        raise ValueError('past')\n\n\nLoud()",
        "import ctypes\nlong = ctypes.CDLL(None).puts(b'past')",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="speaks to the C library and to echo")
def test_whatever_comes_out_needs_a_promise(
    project: Project, process: WarmProcess, code: str
) -> None:
    ((problem,), after) = problems(project, process, code, "print(1)  # 1")
    assert "prints, and documents no output" in problem
    assert "past" in problem
    assert after == []


@pytest.mark.parametrize(
    "code",
    ["import sys\nsys.stdout = open('a.txt', 'w')", "import sys\nsys.stderr = None",
     "import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)", "import os\nos.close(1)",
     "import sys\nsys.stdout.close()"],
)  # fmt: skip
def test_a_block_that_takes_the_output_away_is_named_and_the_rest_is_seen(
    project: Project, process: WarmProcess, code: str
) -> None:
    first, second = problems(project, process, code, "print(1)  # 2")
    assert any("section 'numbers.py:s0' leaves" in problem for problem in first)
    assert "Got:\n    1" in second[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os\nos._exit(0)", "ends the process with exit code 0"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "ends the process with exit code -9"),
        ("raise KeyboardInterrupt", "ends the process"),
        ("while True: pass", "still runs after 3 s and was stopped"),
        ("import time\ntime.sleep(100)", "still runs after 3 s and was stopped"),
    ],
)  # fmt: skip
def test_a_block_that_never_ends_or_ends_python_is_named_and_other_pages_run(
    project: Project, process: WarmProcess, code: str, said: str
) -> None:
    first, second, third = problems(project, process, "print(1)  # 1", code, "x = 1", seconds=3)
    assert first == []
    assert len(second) == 1
    assert f"section 'numbers.py:s1' of {project.root}/docs/en/numbers.md {said}" in second[0]
    assert third[0].startswith("did not run, because section 'numbers.py:s1'")
    assert problems(project, process, "print(1)  # 1", name="other") == [[]]


def test_exit_is_an_error_like_any_other(project: Project, process: WarmProcess) -> None:
    first, second = problems(project, process, "exit(3)", "print(1)  # 1")
    assert "raises, and documents no error" in first[0]
    assert second == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("open('../x', 'w').close()", "~/lessons/x"),
        ("from pathlib import Path\nmade = Path('~/x').expanduser().write_text('a')", "~/x"),
        ("import os\nos.mkdir('../../../x')", "/x"),
        ("import torch\ntorch.save(1, '../x.pt')", "lessons/x.pt"),
        ("import os\nstatus = os.system('touch ../x')", "~/lessons/x"),
        ("open(REPOSITORY + '/docs/en/injected.md', 'w').close()", "docs/en/injected.md"),
        ("open(REPOSITORY + '/snippets/numbers.py', 'a').close()", "snippets/numbers.py"),
        ("import os\nos.remove(REPOSITORY + '/docs/zh/numbers.md')", "docs/zh/numbers.md"),
        ("import os\nstatus = os.system('touch ' + REPOSITORY + '/docs/en/injected.md')", "docs/en/injected.md"),
    ],
)  # fmt: skip
def test_what_is_written_outside_the_page_s_folder_is_named(
    project: Project, process: WarmProcess, code: str, place: str
) -> None:
    code = code.replace("REPOSITORY", repr(str(project.root)))
    (found,) = problems(project, process, code)
    assert len(found) == 1
    assert place in found[0]
    assert "numbers" in found[0]


def test_what_is_written_into_the_page_s_folder_and_into_temporary_files_is_its_own_affair(
    project: Project, process: WarmProcess
) -> None:
    code = "import tempfile\nopen('x', 'w').close()\nfolder = tempfile.mkdtemp()\nopen(folder + '/x', 'w').close()"
    assert problems(project, process, code) == [[]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import threading, time\nthreading.Thread(target=time.sleep, args=[99], name='sleeper').start()",
         "numbers.py:s0 started still runs: sleeper"),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=[99], daemon=True, name='sleeper').start()",
         "still runs: sleeper"),
        ("import subprocess\nsleeper = subprocess.Popen(['sleep', '99'])", "a process is left running: sleep 99"),
        ("import subprocess\nsleeper = subprocess.Popen(['sleep', '98'], start_new_session=True)",
         "a process is left running: sleep 98"),
        ("import atexit\nbye = atexit.register(print, 'bye')", "prints when its program has ended: bye"),
    ],
)  # fmt: skip
@pytest.mark.skipif(os.name == "nt", reason="starts sleep")
def test_what_a_page_leaves_behind_is_named(
    project: Project, process: WarmProcess, code: str, said: str
) -> None:
    started = time.monotonic()
    first, last = problems(project, process, code, "print(1)  # 1")
    assert first == []
    assert any(said in problem for problem in last)
    assert time.monotonic() - started < 60


def test_nothing_of_ours_can_be_imported(project: Project, process: WarmProcess) -> None:
    (found,) = problems(project, process, "import tutorial_lib")
    assert "ModuleNotFoundError" in found[0]


def test_bounds_behind_a_section_run_after_it_and_define_nothing(
    project: Project, process: WarmProcess
) -> None:
    path = project.root / "snippets/numbers.py"
    text = path.read_text(encoding="utf-8")
    end = "# --8<-- [end:create]\n"
    page = read_page(project.root / "docs/en/numbers.md")
    for bound, said in (("import math\nbound = 5\nassert sum(numbers) > bound\n", None),
                        ("bound = 6\nassert sum(numbers) > bound\n", "raises, and documents no error")):  # fmt: skip
        path.write_text(text.replace(end, f"{end}{bound}"), encoding="utf-8")
        page = read_page(project.root / "docs/en/numbers.md")
        with closing(PageRun(page, process=process)) as run:
            assert [said in problem for problem in run.problems(0) if said] == (
                [True] if said else []
            )
            assert said or run.problems(0) == []
    path.write_text(text.replace(end, f"{end}bound = 5\n").replace("2 * number", "bound * number"))
    with closing(PageRun(read_page(page.path), process=process)) as run:
        assert "NameError" in run.problems(1)[0]


def test_what_ran_is_what_was_read(project: Project, process: WarmProcess) -> None:
    page = read_page(project.root / "docs/en/numbers.md")
    project.replace("snippets/numbers.py", "# 6", "# 7")
    with closing(PageRun(page, process=process)) as run:
        assert run.problems(1) == run.problems(0) == []
    assert Path(page.path).is_file()
