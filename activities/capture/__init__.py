"""Reading e-mails and invitations that people give us. What parses them (`child` and `reading_*`) knows no Django."""
