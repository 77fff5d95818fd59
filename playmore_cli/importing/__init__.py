"""Notebooks as lessons: pure functions from the bytes of a notebook to a lesson and a report of what became of it."""
