"""What several commands share: a sitting with a lesson, its data and worker, and what a command reaches and says."""
