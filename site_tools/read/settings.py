"""The settings that both languages' sites share."""

from pathlib import Path
from typing import Any

import yaml

from tutorial_lib.errors import InputError

SHARED = "mkdocs.yml"
# Only for whoever builds from a clone; site_tools/hook.py reads them.
_OF_THE_CLONE = ("hooks", "watch", "docs_dir", "site_url", "dev_addr")


class _Loader(yaml.SafeLoader):
    pass


# What `mkdocs.yml` takes from the environment is the clone's, too.
_Loader.add_constructor("!ENV", lambda loader, node: None)


def read_shared(root: Path) -> dict[str, Any]:
    """What both languages share.

    Raises:
        InputError: ``mkdocs.yml`` is not YAML.
    """
    try:
        settings = yaml.load((root / SHARED).read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise InputError(f"{root / SHARED}: not valid YAML: {error}") from None
    return {name: value for name, value in settings.items() if name not in _OF_THE_CLONE}
