"""When a page was published and changed, from every place that says so."""
