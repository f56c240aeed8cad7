"""Views across the public pages of both apps: search, sitemap and feed."""
