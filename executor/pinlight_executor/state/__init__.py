"""Process state outside the namespace, one small module per library: what it is, and how it is read and set back."""
