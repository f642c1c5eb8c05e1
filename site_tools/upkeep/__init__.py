"""What newer and older versions do to the pages."""
