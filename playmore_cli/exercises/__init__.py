"""Judging what a learner predicts, computes and writes."""
