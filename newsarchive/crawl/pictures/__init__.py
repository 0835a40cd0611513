"""Pictures of articles: downloaded only if asked, by the same polite downloader, under rules of their own."""
