"""Pages run: each as its reader would run it, and a record of what ran."""
