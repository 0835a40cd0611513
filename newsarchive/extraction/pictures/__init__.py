"""The article's pictures with address, caption and credit."""
