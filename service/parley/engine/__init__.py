"""Detectors, models and the batcher: the parts that run other people's engines."""
