"""Who wrote, edited and first published: bylines, closing lines, names."""
