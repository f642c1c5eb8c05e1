import pytest
from markdown import markdown

from tutorial_lib.errors import InputError


def shown(text: str) -> str:
    return markdown(text, extensions=["site_tools.stage.formulas"])


def test_a_formula_in_a_line_becomes_mathml() -> None:
    assert "<math><msup><mi>x</mi><mn>2</mn></msup></math>" in shown("The square $x^2$ grows.")


def test_a_formula_of_its_own_becomes_a_block() -> None:
    html = shown("Before.\n\n$$\n\\frac{a_1 * b}{c_2 * d}\n$$\n\nAfter.")
    assert '<div class="formula"><math display="block"><mfrac>' in html
    assert "<em>" not in html


@pytest.mark.parametrize(
    "text", ["It costs $5 and not $6.", "In code: `$a$ + $b$`.", r"Escaped: \$x$.", "A $ b $ c."]
)
def test_other_dollars_stay_dollars(text: str) -> None:
    assert "<math" not in shown(text)


def test_a_formula_that_cannot_be_read_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"the formula \$\\frac\{a\$ cannot be read"):
        shown(r"Half a fraction: $\frac{a$")
