"""What no browser would run under the policy of a page is refused before a reader meets it."""

import pytest

from site_tools.finish.html import read_page
from site_tools.finish.policy import refusals


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<script type="module">import "./x.js"</script>',
        '<p onclick="alert(1)">press</p>',
        '<p><a href="javascript:alert(1)">press</a></p>',
        '<p style="color: red">red</p>',
        "<style>p { color: red }</style>",
        '<meta http-equiv=refresh content="0; url=https://example.org/">',
        "<IMG SRC=x ONERROR=alert(1)>",
        "<p><svg/onload=alert(1)></svg></p>",
        '<p><a href="java&#115;cript:alert(1)">press</a></p>',
        '<p><a href=" java&#10;script:alert(1)">press</a></p>',
        '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
        '<p><svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg></p>',
    ],
)
def test_what_the_policy_lets_no_browser_run_is_refused(html: str) -> None:
    (sentence,) = refusals(read_page(html))
    assert sentence.endswith("in the page; scripts and styles belong into files in theme/")


@pytest.mark.parametrize(
    "html",
    ['<script src="x.js"></script>', '<script type="application/json">{}</script>', "<p>x</p>"],
)
def test_files_and_data_are_not(html: str) -> None:
    assert [*refusals(read_page(html))] == []
