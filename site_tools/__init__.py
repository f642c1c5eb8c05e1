"""What makes the site, and proves what it says. Data flows one way:

    read   pages and their snippets, once
    run    each page's program, as its reader would; the record holds what ran
    check  nothing is missed, both languages say the same, planted faults are caught
    stage  plain pages, files and settings that any generator can build
    publish  the built site: finished, looked at, or refused

Nothing here is needed by readers of the tutorial: they import `tutorial_lib`. Only `run` imports torch.
"""
