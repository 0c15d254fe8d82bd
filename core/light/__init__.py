"""A second, lighter file of a heavy document, for weak links and full telephones; the original stays as it is."""
