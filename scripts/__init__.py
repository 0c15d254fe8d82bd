"""What the Makefile runs. The modules that must work before anything is installed use the standard library alone."""
