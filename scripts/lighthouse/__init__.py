"""`make lighthouse`: what Lighthouse says of the front, course and material pages at mobile settings."""
