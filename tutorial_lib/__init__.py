"""What the tutorial stands on: its networks, its MNIST project, and the reader of its pages."""

import os

# Threads that wait for one another should soon sleep, not spin: else, beside a program that keeps a core busy, each
# waits for a core that the other holds. Read when torch is loaded, so set before: GNU's OpenMP (Linux) and those of
# Intel and LLVM (Windows, macOS).
os.environ.setdefault("GOMP_SPINCOUNT", "100000")
os.environ.setdefault("KMP_BLOCKTIME", "0")
