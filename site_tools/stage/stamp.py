"""What a page says of its code: that it ran as it stands, when, where and on which versions.

Everything comes from the record of the last run; a page that changed since has not run.
"""

import html
from collections.abc import Iterable
from typing import Any

from site_tools.run.record import Run, Stamp
from site_tools.stage.words import Table


def facts(run: Run) -> list[str]:
    """Versions and machine of a run, in the order in which a reader asks for them."""
    versions = [f"{name} {run['versions'][name]}" for name in ("torch", "torchvision")]
    return [*versions, f"Python {run['python']}", run["platform"], run["device"]]


def foot(proof: Stamp, words: Table, trained: dict[str, Any] | None = None) -> str:
    """The foot of a page, as HTML; ``trained`` is the record of a training run, on the page that tells of it."""
    said = words["stamp"]
    if not proof.blocks:
        lines = [f'<p class="nothing">{said["none"]}</p>']
    elif proof.run is None:
        lines = [f'<p class="unproven">{said["unproven"]}</p>']
    else:
        proven = said["proven"].format(
            blocks=proof.blocks, promises=proof.promises, day=proof.run["when"][:10]
        )
        lines = [f"<p>{proven}</p>", _list([proof.run], said)]
    return _aside(lines, trained, said)


def proof_at_home(
    stamps: Iterable[Stamp], words: Table, trained: dict[str, Any] | None = None
) -> str:
    """The sum of what is proven, as HTML. A program that both languages show counts once."""
    with_code = [one for one in stamps if one.blocks]
    runs = [one.run for one in with_code if one.run]
    said, home = words["stamp"], words["home"]
    if not runs:
        return _aside([f'<p class="unproven">{home["nothing"]}</p>'], trained, said)
    programs = {one.program: one for one in with_code if one.run}.values()
    unproven = {one.program for one in with_code if not one.run}
    days = sorted(run["when"][:10] for run in runs)
    numbers = [
        home["programs"].format(count=f"{sum(one.blocks for one in programs):,}"),
        home["promises"].format(count=f"{sum(one.promises for one in programs):,}"),
        home["pages"].format(count=len(programs)),
        home["days"].format(days=said["to"].join(dict.fromkeys(days[:1] + days[-1:]))),
    ]
    items = "".join(f"<li>{one}</li>" for one in numbers)
    lines = [f'<ul class="numbers">{items}</ul>', f"<p>{home['source']}</p>", _list(runs, said)]
    if unproven:
        lines.append(f'<p class="unproven">{home["unproven"].format(count=len(unproven))}</p>')
    return _aside(lines, trained, said)


def _list(runs: list[Run], said: dict[str, str]) -> str:
    found = dict.fromkeys(fact for run in runs for fact in facts(run))
    commits = dict.fromkeys(run["commit"] for run in runs if run["commit"])
    items = [*found, *(said["commit"].format(commit=one) for one in commits)]
    return f"<ul>{''.join(f'<li>{html.escape(one)}</li>' for one in items)}</ul>"


def _aside(lines: list[str], trained: dict[str, Any] | None, said: dict[str, str]) -> str:
    if trained:
        device = trained["device"]
        told = said["trained"].format(
            day=trained["finished"][:10],
            device=said["cpu"] if device["type"] == "cpu" else html.escape(device["name"]),
            seconds=f"{trained['train_seconds']:.1f}",
            test=f"{trained['data']['test']:,}",
            accuracy=f"{100 * trained['test_accuracy']:.2f}",
        )
        lines = [*lines, f"<p>{told}</p>"]
    return "\n".join(
        [
            f'<aside class="verified" data-search-exclude="true" aria-label="{said["label"]}">',
            *lines,
            "</aside>",
        ]
    )
