"""The Chromium that the site's tests use: the system's, or the one that Playwright downloads."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")

# What Chromium would do of its own in every tab. The first two are web pages behind the address bar, which cost more
# than the page under test. The others are those of Playwright's own list, which this replaces, that matter here.
_FEATURES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)

# Nothing of its own: no updates, no sync, no first-run page.
ARGUMENTS = (
    f"--disable-features={','.join(_FEATURES)}",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

NONE = (
    "no browser: install your system's chromium package, or run `playwright install chromium`; "
    "until then nobody has looked at the site"
)


def find(playwright: Playwright) -> Path | None:
    """Where Chromium is; `None` where there is none."""
    for name in NAMES:
        if place := shutil.which(name):
            return Path(place)
    own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def launch(playwright: Playwright, executable: Path) -> Browser:
    return playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
