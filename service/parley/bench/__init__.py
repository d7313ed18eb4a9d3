"""The load generator behind `parley bench`: a client of the gRPC API like anyone else's."""
