"""Files that take longer than a moment: asked for on a page, made by a job, fetched by the asker within a day."""
