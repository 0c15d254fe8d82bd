"""Video and audio files: what they hold, told by their content."""
