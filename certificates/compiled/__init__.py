"""A thousand papers at a twentieth of the cost: one full render for each shape, and each holder's words set into it."""
