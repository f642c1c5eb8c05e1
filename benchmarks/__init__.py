"""What is measured, and by which command; the records are in results/."""
