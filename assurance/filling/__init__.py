"""Filling packs and covers from records: `report.fill`, `files.pack_files`, and the words both use."""
