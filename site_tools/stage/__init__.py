"""Pages as any generator can build them: plain Markdown, plain settings, plain files.

pages (read once) ─┐
record of the run ─┼─> stage ─> build/stage/{zh,en}/{mkdocs.yml,docs/} ─> a generator ─> finish
list of chapters ──┘
"""
