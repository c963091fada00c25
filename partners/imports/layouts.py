"""The three layouts in which organisations come: NHS ODS, the charity register, our own."""

from crm.core.importing import Parsed
from partners.imports.organisations import Details, OrganisationPlanner
from partners.models import ExternalIdentifier, OrganisationType

Scheme = ExternalIdentifier.Scheme

ODS_SOURCE = "NHS Organisation Data Service"
CHARITY_SOURCE = "Register of charities, Charity Commission for England and Wales"
SPREADSHEET_SOURCE = "Imported from a spreadsheet"

SETTINGS = {
    "0": "other", "1": "walk-in centre", "2": "out-of-hours service", "3": "walk-in centre and out-of-hours service", "4": "GP practice",
    "8": "public health service", "9": "community health service", "10": "hospital service", "11": "optometry service",
    "12": "urgent and emergency care", "13": "hospice", "14": "care home or nursing home", "15": "border force", "16": "young offender institution",
    "17": "secure training centre", "18": "secure children’s home", "19": "immigration removal centre", "20": "court", "21": "police custody",
    "22": "sexual assault referral centre", "24": "other justice estate", "25": "prison", "26": "primary care network",
}  # fmt: skip
"""Prescribing settings of epraccur, NHS Organisation Data Service."""
TYPE_OF_SETTING = {"4": "gp-practice", "11": "optom", "13": "hospice", "14": "care-home", "26": "pcn"}
STATUSES = {"C": "closed", "D": "dormant", "P": "proposed"}


class OdsPlanner(OrganisationPlanner):
    """Rows of epraccur and etr. What the file does not say of the type is not guessed: `nhs-other`, with a note."""

    def details(self, parsed: Parsed) -> Details:
        values = parsed.values
        code, note = self._type(values)
        status = STATUSES.get(values["status"].upper(), "")
        fields = _common(values) | {"phone": values["phone"]}
        source = f"{ODS_SOURCE} (status: {status})" if status in ("dormant", "proposed") else ODS_SOURCE
        return Details(fields, [(Scheme.ODS.value, values["ods"])], [code], source, [note] if note else [], _dates_wrong(fields))

    @staticmethod
    def _type(values: dict) -> tuple[str, str]:
        setting, name = values["setting"], values["name"].upper()
        if not setting and name.endswith("NHS FOUNDATION TRUST"):
            return "nhs-ft", ""
        if not setting and name.endswith("NHS TRUST"):
            return "nhs-trust", ""
        if setting in TYPE_OF_SETTING:
            return TYPE_OF_SETTING[setting], ""
        words = SETTINGS.get(setting)
        said = f"only says “{words}”" if words else "does not say what it is"
        return "nhs-other", f"Type “Other NHS service or body”: the file {said}."


class CharityPlanner(OrganisationPlanner):
    """Rows of the register's extract. Companies are told by their number; a removed charity gets its end date."""

    def details(self, parsed: Parsed) -> Details:
        values = parsed.values
        linked = values["linked"] if values["linked"].strip("0") else ""
        numbers = [(Scheme.CHARITY.value, f"{values['number']}-{int(linked)}" if linked else values["number"])]
        if values["company"]:
            numbers.append((Scheme.COMPANY.value, values["company"]))
        fields = _common(values) | {name: values[name] for name in ("phone", "email", "website", "description")}
        return Details(fields, numbers, ["vcse"], CHARITY_SOURCE, [], _dates_wrong(fields))


class OwnPlanner(OrganisationPlanner):
    """Rows of our own layout. Types are given by label or code."""

    def __init__(self, actor, kind):
        super().__init__(actor, kind)
        self.codes: dict[str, str] = {}

    def details(self, parsed: Parsed) -> Details:
        if not self.codes:
            for code, label in OrganisationType.objects.values_list("code", "label"):
                self.codes |= {code.casefold(): code, label.casefold(): code}
        values = parsed.values
        given = {text: self.codes.get(text.casefold()) for text in values["types"]}
        unknown = [text for text, code in given.items() if code is None]
        schemes = {"charity": Scheme.CHARITY, "ods": Scheme.ODS, "company": Scheme.COMPANY}
        numbers = [(scheme.value, values[name]) for name, scheme in schemes.items() if values[name]]
        names = ("name", "postcode", "opened_on", "closed_on", "address", "phone", "email", "website", "description")
        fields = {name: values[name] for name in names}
        wrong = f"“{unknown[0]}” is none of our types of organisation." if unknown else _dates_wrong(fields)
        return Details(fields, numbers, [code for code in given.values() if code], SPREADSHEET_SOURCE, [], wrong)


def _common(values: dict) -> dict[str, str]:
    lines = dict.fromkeys(values[f"line{n}"] for n in range(1, 6))
    return {
        "name": values["name"],
        "address": ", ".join(line for line in lines if line)[:300],
        "postcode": values["postcode"],
        "opened_on": values["opened_on"],
        "closed_on": values["closed_on"],
    }


def _dates_wrong(fields: dict[str, str]) -> str:
    if fields["opened_on"] and fields["closed_on"] and fields["closed_on"] < fields["opened_on"]:
        return f"It closes ({fields['closed_on']}) before it opens ({fields['opened_on']})."
    return ""
