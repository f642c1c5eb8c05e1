"""The gate before publishing: it builds the site from a training run's record, or refuses in one sentence.

Data flows one way:

    metrics.json of a training run ─┐
    record of the pages' run ───────┼─> gate ─> mkdocs build --strict ─> built (links, requests) ─> site/
    pages of both languages ────────┘
"""
