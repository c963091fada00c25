"""How the columns of each kind of file become values of an organisation or a person."""

import re

from import_export import widgets

from crm.core.importing import RowResource
from crm.core.importing.resources import Day, Email, LeftOut, Several, Text, WebAddress, column, shown, tidy
from partners.geography import tidy_postcode
from partners.imports.naming import readable

PLACEHOLDERS = {"00000000", "01234567", "12345678", "99999999"}


class Name(Text):
    """The name of a record; one in capitals is made readable."""

    def __init__(self, most: int = 250):
        super().__init__(most, name=True, required=True)

    def clean(self, value, row=None, **kwargs) -> str:
        return readable(super().clean(value, row, **kwargs))


class Readable(Text):
    """A line that is made readable when it comes in capitals; too long, it is left out."""

    def __init__(self, most: int):
        super().__init__(most, cut=True)

    def clean(self, value, row=None, **kwargs) -> str:
        return readable(super().clean(value, row, **kwargs))


class PostcodeWidget(widgets.Widget):
    """A full UK postcode with its space; anything else is left out."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""))
        found = tidy_postcode(text)
        if text and not found:
            raise LeftOut(f"“{shown(text)}” is no full UK postcode")
        return found


class Code(widgets.Widget):
    """A number or code of a register. A wrong one parks the row: a record with another's number is worse than none.

    Args:
        shape: What it looks like, after blanks went and small letters became capitals.
        words: What it should be, for the message.
    """

    def __init__(self, shape: str, words: str, *, required: bool = False):
        super().__init__()
        self.shape, self.words, self.required = re.compile(shape), words, required

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or "")).replace(" ", "").upper()
        if not text and self.required:
            raise ValueError("is empty")
        if text and not self.shape.fullmatch(text):
            raise ValueError(f"“{shown(text)}” is not {self.words}")
        return text


class CompanyNumber(widgets.Widget):
    """Eight signs, with the zeros and without the `.0` that spreadsheets lose and add. A wrong one is left out."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = re.sub(r"\.0$", "", tidy(str(value or "")).replace(" ", "").upper())
        if not text or set(text) == {"0"}:
            return ""
        number = text.zfill(8) if text.isascii() and text.isdigit() else text
        if not re.fullmatch(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]", number):
            raise LeftOut(f"“{shown(text)}” is no company number")
        if number in PLACEHOLDERS:
            raise LeftOut(f"“{shown(text)}” looks like a placeholder")
        return number


CHARITY = Code(r"[0-9]{6,7}(-[0-9]{1,4})?", "a charity number of 6 or 7 digits")
ODS = Code(r"[A-Z0-9]{3,10}", "an ODS code of 3 to 10 letters and digits")


class OdsResource(RowResource):
    """A row of epraccur, etr and their sisters."""

    code = column("ods", "code", Code(r"[A-Z0-9]{3,10}", "an ODS code of 3 to 10 letters and digits", required=True))
    name = column("name", "name", Name())
    line1, line2, line3, line4, line5 = (column(f"line{n}", f"address{n}", Readable(100)) for n in range(1, 6))
    postcode = column("postcode", "postcode", PostcodeWidget())
    opened = column("opened_on", "open_date", Day())
    closed = column("closed_on", "close_date", Day())
    status = column("status", "status", Text(1, cut=True))
    phone = column("phone", "telephone", Text(40, cut=True))
    setting = column("setting", "prescribing_setting", Text(3, cut=True))


class CharityResource(RowResource):
    """A row of the table `charity` of the register's extract."""

    number = column("number", "registered_charity_number", Code(r"[0-9]{6,7}", "a charity number of 6 or 7 digits", required=True))
    linked = column("linked", "linked_charity_number", Code(r"[0-9]{1,4}", "a number of a linked charity"))
    name = column("name", "charity_name", Name())
    kind = column("charity_type", "charity_type", Text(60, cut=True))
    registered = column("opened_on", "date_of_registration", Day())
    removed = column("closed_on", "date_of_removal", Day())
    line1, line2, line3, line4, line5 = (column(f"line{n}", f"charity_contact_address{n}", Readable(100)) for n in range(1, 6))
    postcode = column("postcode", "charity_contact_postcode", PostcodeWidget())
    phone = column("phone", "charity_contact_phone", Text(40, cut=True))
    email = column("email", "charity_contact_email", Email())
    web = column("website", "charity_contact_web", WebAddress())
    company = column("company", "charity_company_registration_number", CompanyNumber())
    activities = column("description", "charity_activities", Text(5000, lines=True, cut=True))


class OrganisationResource(RowResource):
    """A row of our own layout for organisations."""

    name = column("name", "name", Text(250, name=True, required=True))
    types = column("types", "types", Several(120))
    charity = column("charity", "charity_number", CHARITY)
    company = column("company", "company_number", CompanyNumber())
    ods = column("ods", "ods_code", ODS)
    description = column("description", "description", Text(5000, lines=True, cut=True))
    address = column("address", "address", Text(300, cut=True))
    postcode = column("postcode", "postcode", PostcodeWidget())
    email = column("email", "email", Email())
    phone = column("phone", "phone", Text(40, cut=True))
    website = column("website", "website", WebAddress())
    opened = column("opened_on", "opened", Day())
    closed = column("closed_on", "closed", Day())


class PersonResource(RowResource):
    """A row of our own layout for people."""

    name = column("name", "name", Text(200, name=True, required=True))
    email = column("email", "email", Email())
    phone = column("phone", "phone", Text(40, cut=True))
    role = column("role", "role", Text(150, cut=True))
    organisation = column("organisation", "organisation", Text(250))
    since = column("since", "since", Day())
    until = column("until", "until", Day())
    note = column("note", "note", Text(2000, lines=True, cut=True))
