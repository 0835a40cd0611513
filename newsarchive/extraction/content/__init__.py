"""The main content: which blocks of a page are the article's text."""
