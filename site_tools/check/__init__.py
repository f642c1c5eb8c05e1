"""What is looked at before a page is believed: no block missed, both languages alike, planted faults caught."""
