"""Pages as any generator can build them: plain Markdown, plain files."""
