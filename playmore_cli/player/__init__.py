"""The loop of a lesson: read a command, make the transition, perform its effects."""
