"""Raw captures: what the site really sent, compressed and content-addressed in the archive's own tables."""
