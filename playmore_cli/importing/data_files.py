"""Which data of the lectures a notebook means by the name of a file."""

DATA = {"names.txt": "names", "input.txt": "shakespeare"}
"""The file as the lectures call it, and our name for the data set."""
