"""Imports of partners: NHS ODS files, the charity register, and our own templates."""

from partners.imports.kinds import CHARITIES, ODS, ORGANISATIONS, PEOPLE

__all__ = ["CHARITIES", "ODS", "ORGANISATIONS", "PEOPLE"]
