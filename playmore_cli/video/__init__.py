"""The lecture's video beside the lesson."""
