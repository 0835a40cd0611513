"""Looks at a site with a few polite requests: to propose its file, and to check that it reads as before."""
