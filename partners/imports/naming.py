"""Names in capitals made readable, and names made comparable."""

import re

SMALL = {"and", "at", "by", "de", "for", "from", "in", "la", "le", "next", "of", "on", "or", "the", "to", "under", "upon", "with"}
ABBREVIATIONS = {
    "ABC", "AQP", "BMI", "BSL", "CAF", "CCG", "CIC", "CIO", "COPD", "DGS", "EA", "EAS", "EE", "EK", "ENT", "EU", "GP", "GPWSI", "HCP", "HIV", "IAPT", "IC",
    "ICB", "ICS", "IT", "KCA", "LGBT", "LLP", "NCA", "NHS", "OAP", "OOH", "PCT", "PGU", "PPG", "PTA", "QEQM", "RAF", "RSPCA", "SE", "SEND", "SKC", "UCC", "UK",
    "UTC", "VCSE", "WI", "WIC", "YMCA", "YOI",
}  # fmt: skip
WITHOUT_VOWELS = {"BLDG", "CL", "CTR", "DR", "FLR", "GDNS", "GRP", "LN", "LTD", "MR", "MRS", "MS", "MT", "NR", "PK", "PL", "RD", "SQ", "ST"}
"""Short words that the rule for abbreviations, no vowel, would take for one."""
CONNECTED = re.compile(r"([^\W_]+(?:['’][^\W_]+)*['’]?)")
COMPANY_WORDS = re.compile(r"\b(limited|ltd|plc|cic|cio|llp)\b")


def readable(text: str) -> str:
    """`ST JAMES' SURGERY, NHS TRUST OF KENT` → `St James' Surgery, NHS Trust of Kent`; text with small letters stays as it is."""
    if not text.isupper():
        return text
    parts = CONNECTED.split(text)
    return "".join(_word(part, is_first=position == 1) if position % 2 else part for position, part in enumerate(parts))


def _word(word: str, *, is_first: bool) -> str:
    bare = word.replace("’", "'")
    if bare in WITHOUT_VOWELS:
        return word.capitalize()
    if bare in ABBREVIATIONS or any(sign.isdigit() for sign in bare) or (len(bare) > 1 and not set(bare) & set("AEIOUY'")):
        return re.sub(r"(?<=\d)(ST|ND|RD|TH)$", lambda end: end[0].lower(), word)
    lower = word.lower()
    if lower in SMALL and not is_first:
        return lower
    if lower.startswith("mc") and len(lower) > 4:
        return f"Mc{lower[2:].capitalize()}"
    if re.match(r"[od]['’]\w{3,}", lower):
        return f"{lower[0].upper()}{lower[1]}{lower[2:].capitalize()}"
    return lower.capitalize()


def name_key(name: str) -> str:
    """What two spellings of one name share: no case, punctuation, article or company word; `&` is `and`."""
    words = re.sub(r"[^\w\s]", "", name.casefold().replace("&", " and ").replace("’", "'").replace("-", " "))
    words = COMPANY_WORDS.sub(" ", words)
    return " ".join(words.split()).removeprefix("the ")
