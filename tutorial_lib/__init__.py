"""What the tutorial stands on: its networks, its MNIST project, and the reader of its pages."""
