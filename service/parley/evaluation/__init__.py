"""How far confidence and flags can be trusted, measured on labelled translations."""
