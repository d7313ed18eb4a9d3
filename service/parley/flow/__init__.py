"""What Parley does with a message, step by step; the outside comes in through ports."""
