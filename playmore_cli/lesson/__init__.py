"""Lessons: what a lesson file holds, how it is read, and where lessons are found."""
