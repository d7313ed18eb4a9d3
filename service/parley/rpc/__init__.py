"""The gRPC surface: thin servicers over the flows."""
