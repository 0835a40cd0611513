"""Lists of links: rankings, navigation, further pages."""
