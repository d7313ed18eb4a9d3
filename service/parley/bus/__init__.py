"""Committed events on their way out: the outbox relay and the buses."""
