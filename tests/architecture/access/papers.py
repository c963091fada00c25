"""Things that are no main record but have an address: packs, covers, exports, saved views, imports, people who sign in, teams."""

import json
import re
from datetime import date

from django.core.files.base import ContentFile

from activities.models import CapturedAddress, CapturedMessage
from activities.services.feeds import make_feed
from assurance import services
from assurance.models import EvidencePack, PaperCover
from assurance.rules.cover_boxes import CHECKLIST
from crm.core.importing import preview, receive
from crm.core.models import CareContact, Export, RestrictedPeriod, SavedView, Team, User
from crm.core.services.care import open_case
from partners.imports import ORGANISATIONS
from tests.architecture.access.changes import lay_out_changes
from tests.architecture.access.lay_out_annual_reports import lay_out_annual_reports
from tests.architecture.access.lay_out_checks import lay_out_checks
from tests.architecture.access.lay_out_evidence import lay_out_evidence
from tests.architecture.access.lay_out_packs import lay_out_years
from tests.architecture.access.lay_out_papers import lay_out_papers
from tests.architecture.access.lay_out_requests import lay_out_requests
from tests.architecture.access.lay_out_rules import lay_out_rules
from tests.architecture.access.lay_out_service_change import lay_out_service_change
from tests.architecture.access.lay_out_strategy import lay_out_strategy
from tests.architecture.access.lay_out_year_pages import lay_out_year_pages
from tests.architecture.access.records import Records
from tests.architecture.access.words import SIGNED_IN, VARIETIES, canary, readers


def lay_out(made: Records) -> None:
    """All of them but packs, which take seconds to build."""
    _covers(made)
    lay_out_changes(made)
    lay_out_checks(made)
    lay_out_years(made)
    lay_out_evidence(made)
    lay_out_year_pages(made)
    lay_out_papers(made)
    lay_out_service_change(made)
    lay_out_rules(made)
    lay_out_strategy(made)
    lay_out_annual_reports(made)
    lay_out_requests(made)
    for letter in "eadb":  # three who import, and one who did before her role changed
        _things_of(made, letter)
    colleague = User.objects.create_user("colleague.without.role@example.nhs.uk", "Colleague without a role")
    made.add("user", "somebody", colleague, "d")
    leaver = User.objects.create_user("leaver@example.nhs.uk", "Somebody who left", is_active=False)
    made.add("leaver", "somebody", leaver, "d")
    made.add("team", "a team", Team.objects.create(name="A team"), "d")
    made.add("care", "of e", open_case(matter="complaint", texts={"quote": "The words"}, actor=made.users["e"]), "ei")
    made.add("care_contact", "one", CareContact.objects.get(matter="complaint"), "id")
    made.nested["desk:care_new kind"] = {"": "activity"}
    made.add("period", "a period", RestrictedPeriod.objects.create(name="Elections", starts_on="2026-03-30", ends_on="2026-05-07"), "ca")


def _covers(made: Records) -> None:
    """A cover of each decision. The first is written as people do; the others are copies that carry their decision's word."""
    decision = made.of("decision", "open")
    first = services.draft_cover(decision, text="As the record has it.", word_limit=150, actor=made.named)
    answers = dict.fromkeys((code for code, _question in CHECKLIST), "yes")
    judged = {"verdict": "adequate", "note": "", "reviewer_role": "Assurance lead", "on": date(2026, 5, 1), "actor": made.users["a"]}
    first = services.sign_cover(services.review_cover(first, version=first.version, answers=answers, **judged), actor=made.named)
    made.add("cover", "open", first, readers("decision", "open"))
    for variety in VARIETIES[1:]:
        values = {"text": canary("decision", variety), "facts": told_of(first.facts, variety), "sha256": "0" * 64}
        cover = PaperCover.objects.create(decision=made.of("decision", variety), number=1, written_by=made.named, **values)
        made.add("cover", variety, cover, readers("decision", variety))


def told_of(facts: dict, variety: str) -> dict:
    """The frozen facts of the open decision as those of another variety would read."""
    words = rf"zq(?:{'|'.join(VARIETIES)})([a-z]+?)qz"
    return json.loads(re.sub(words, rf"zq{variety}\1qz", json.dumps(facts)))


def build_packs(made: Records) -> None:
    """A sealed pack of the open decision with everything that may go in, ordered by somebody who sees restricted records; then copies."""
    if "pack" in made.things:
        return
    ordered = services.order_pack(made.of("decision", "open"), is_draft=False, with_raw_notes=True, actor=made.named)
    first = services.build_ordered_pack(ordered.pk)
    assert first.state == EvidencePack.State.READY, first.message
    made.add("pack", "open", first, readers("decision", "open"))
    for variety in VARIETIES[1:]:
        word = canary("decision", variety)
        values = {"state": "ready", "report": told_of(first.report, variety), "sha256": "0" * 64, "size": len(word)}
        pack = EvidencePack.objects.create(decision=made.of("decision", variety), file=ContentFile(word.encode(), name=f"{word}.zip"), **values)
        made.add("pack", variety, pack, readers("decision", variety))


def _things_of(made: Records, letter: str) -> None:
    """What one person has made for themselves: nobody else may open it."""
    user, word = made.users[letter], f"zqprivateof{letter}qz"
    export = Export(user=user, kind="organisation", file_format="csv", query="", state=Export.State.DONE, rows_total=1, rows_done=1)
    export.file.save(f"{word}.csv", ContentFile(word.encode()), save=True)
    made.add("export", f"of {letter}", export, letter)
    made.add("view", f"of {letter}", SavedView.objects.create(user=user, kind="organisation", name=word, query="q=a"), letter)
    made.add("feed", f"of {letter}", make_feed(scope="mine", actor=user)[0], letter)
    file = ContentFile(f"Name\n{word}\n".encode())
    batch = preview(receive(ORGANISATIONS, file, name=f"{word}.csv", actor=user), ORGANISATIONS, actor=user)
    assert batch.made == 1, batch.message
    made.add("batch", f"of {letter}", batch, letter)
    _message(made, letter, word)


def _message(made: Records, letter: str, word: str) -> None:
    """A captured e-mail that one person brought in, from a partner and from somebody unknown."""
    columns = {"subject": word, "text": word, "sender_address": f"{word}@example.org", "message_id": word, "sha256": f"{ord(letter):064x}"}
    message = CapturedMessage.objects.create(captured_by=made.users[letter], door="upload", **columns)
    CapturedAddress.objects.create(message=message, part="sender", address=f"{word}@example.org", organisation=made.of("organisation", "open"))
    unknown = CapturedAddress.objects.create(message=message, part="copy", address=f"copy.{word}@example.org")
    made.add("message", f"of {letter}", message, letter if letter in "eca" else "")
    left_out = CapturedAddress.objects.create(message=message, part="to", address=f"to.{word}@example.org", is_ignored=True)
    made.nest("address_pk", f"of {letter}", unknown)
    made.nest("desk:message_address_bring_back address_pk", f"of {letter}", left_out)


def private_words(letter: str) -> frozenset[str]:
    """Words of what other people made for themselves."""
    return frozenset(f"zqprivateof{other}qz" for other in SIGNED_IN if other != letter)
