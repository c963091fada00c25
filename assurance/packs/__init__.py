"""Evidence packs: from a frozen report to a sealed ZIP, and back to the question whether it is still as sealed.

Others use `build.build_pack`, `archive.evidence_path`, `word.cover_docx`, `signing.load_or_create_key`,
`verify.verify_pack` and `verify.inspect_pack`. Nothing here knows the database; `verify` also works without Django.
The format is described in `docs/adr/0008-pack-format.md`.
"""
