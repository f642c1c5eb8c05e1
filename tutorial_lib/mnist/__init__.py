"""The MNIST project: from the digits to a classifier, its run's record and its figures.

Data flows one way:

    idx, download -> data -> training (the readable loop) or fast -> fit -> RUN -> report, prediction, export
"""
