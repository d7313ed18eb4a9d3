"""What Parley talks about: messages, conversations, reviews, and the ports to the outside."""
