"""Tests that skip must skip for a true reason."""

import pytest
from playwright.sync_api import Error, Playwright

from tests.site import browser


def test_tests_skip_only_where_no_browser_starts(playwright: Playwright) -> None:
    executable = browser.find(playwright)
    if executable is None:
        with pytest.raises(Error, match="Executable doesn't exist"):
            playwright.chromium.launch()
    else:
        with browser.launch(playwright, executable) as launched:
            assert launched.version
