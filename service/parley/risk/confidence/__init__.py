"""How far a translation can be trusted: signals, their weights, and what a threshold promises."""
