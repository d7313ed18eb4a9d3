"""The reviewers' console: web pages over the same flows as gRPC."""
