"""The record: conversations, messages, events, reviews, memory, outbox."""
