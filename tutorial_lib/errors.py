"""The one exception that a user of this project is meant to read."""


class InputError(Exception):
    """Bad input, said in one sentence: what is wrong, where, and what to do.

    Commands and the site build print the message alone, without a traceback.
    """
