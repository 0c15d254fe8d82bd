"""People from and to Excel: pure functions that know neither database nor screen (docs/batches.md)."""
