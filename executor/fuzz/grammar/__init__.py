"""The statements that programs are made of, by subject, and the families that choose among them."""
