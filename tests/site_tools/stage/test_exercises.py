from markdown import markdown

PAGE = """
## Exercises { #exercises }

Two of them.

### Rows { #exercise-rows }

Pick one.

- a hint

### Columns { #exercise-columns }

Pick another.

## Summary { #summary }

Done.
"""


def test_each_exercise_is_framed_from_its_heading_to_the_next() -> None:
    html = markdown(PAGE, extensions=["attr_list", "site_tools.stage.exercises"])
    before, rows, columns = html.split('<section class="exercise">')
    assert "Two of them." in before
    assert all(part in rows for part in ("Rows", "Pick one.", "a hint", "</section>"))
    exercise, after = columns.split("</section>")
    assert "Pick another." in exercise
    assert "Summary" in after
    assert "Done." in after
