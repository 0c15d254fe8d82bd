"""A session's pack: its materials as pages that open by a double click, without network and without a script."""
