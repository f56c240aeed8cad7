"""The facts about the clinic in the admin, for managers and content editors."""
