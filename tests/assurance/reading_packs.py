"""Building packs in tests, and reading every word of them: JSON, the parts of Word and Excel files, the text of the PDF, evidence files."""

import io
import json
import zipfile

from pypdf import PdfReader

from assurance import services
from assurance.models import EvidencePack


def build(subject, actor, **choices) -> EvidencePack:
    order = {"is_draft": False, "with_raw_notes": False} | choices
    pack = services.build_ordered_pack(services.order_pack(subject, actor=actor, **order).pk)
    assert pack.state == "ready", pack.message
    return pack


def content(pack: EvidencePack) -> dict[str, bytes]:
    with pack.file.open("rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: archive.read(name) for name in archive.namelist()}


def report(pack: EvidencePack) -> dict:
    return json.loads(content(pack)["report.json"])["report"]


def pdf(pack: EvidencePack) -> PdfReader:
    return PdfReader(io.BytesIO(content(pack)["pack.pdf"]))


def pdf_words(pack: EvidencePack) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pdf(pack).pages)


def everything(pack: EvidencePack) -> str:
    """Every word of every file of the pack, names of files too."""
    texts = []
    for name, data in content(pack).items():
        texts.append(name)
        if name.endswith((".docx", ".xlsx")):
            parts = zipfile.ZipFile(io.BytesIO(data))
            texts += [parts.read(part).decode("utf-8", "replace") for part in parts.namelist()]
        elif name.endswith(".pdf") and data.startswith(b"%PDF"):
            texts.append(pdf_words(pack) if name == "pack.pdf" else data.decode("latin-1"))
        else:
            texts.append(data.decode("utf-8", "replace"))
    return "\n".join(texts)
