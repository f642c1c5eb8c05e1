"""What the tutorial stands on: its networks, its MNIST project, and the reader of its pages."""

import os

# Threads that wait for one another should fall asleep after about a millisecond: else, beside a program that keeps a
# core busy, each waits for a core that the other holds. At once would be too soon: while nothing else runs, the next
# operation comes sooner than that. Read when torch is loaded, so set before: GNU's OpenMP (Linux) counts turns, those
# of Intel and LLVM (Windows, macOS) milliseconds.
os.environ.setdefault("GOMP_SPINCOUNT", "30000")
os.environ.setdefault("KMP_BLOCKTIME", "1")
