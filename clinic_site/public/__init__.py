"""Views that join the public pages of both apps, such as search, sitemap and feed."""
