"""The section of the annual report on involvement: what it asks for, what the records say, and the files made of both."""
