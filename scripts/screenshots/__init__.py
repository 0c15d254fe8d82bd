"""`make screenshots`: a picture of every screen, from a fresh site with the demo loaded."""
