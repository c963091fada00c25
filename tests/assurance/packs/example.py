"""A report as the packing service would fill it: decision D3 of the Covid-19 learning programme.

Every fact is in the programme's public page; what that page does not say is a gap here as well.
"""

import dataclasses
import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from assurance.packs.archive import Opener, evidence_path
from assurance.reports import (
    Activity,
    Assessment,
    Claim,
    Commitment,
    Criterion,
    Duty,
    EvidenceFile,
    Gap,
    PackReport,
    Partner,
    Section,
    TimelineEntry,
    Verdict,
)

CCG = "Kent and Medway Clinical Commissioning Group"
PAGE = "programme page, FILE-1"
OPEN = "While options were open"

ACTIVITIES = [
    ("Online public survey", "Survey", CCG, "June, year not recorded", "Patients and the public could answer online."),
    ("Phone service to complete the survey", "Phone line", CCG, "not recorded", "For people unable to go online."),
    ("Comments by email", "Mailbox", CCG, "not recorded", "Open to anyone who missed the survey."),
    ("Discussions with local patient groups", "Meeting", CCG, "not recorded", "Held with voluntary sector partners."),
    ("Discussions with communities of interest", "Focus group", CCG, "not recorded", "Held with partners."),
    ("Survey of NHS colleagues", "Staff", "NHS system", "not recorded", "Trusts and GP practices."),
    ("Interviews: clinicians and colleagues", "Interview", CCG, "not recorded", "A series by the engagement team."),
    ("Interviews: public-sector partners", "Interview", CCG, "not recorded", "Local authorities."),
    ("Interviews: voluntary sector partners", "Interview", CCG, "not recorded", "A series by the engagement team."),
    ("Partners’ complementary work", "Community research", "Healthwatch and others", "not recorded", "Own work."),
    ("Review of safe delivery by each trust", "Desk review", "NHS trusts", "not recorded", "Stated on the page."),
]

GAPS = [
    ("no-reach", "Who was heard: numbers and profile of the people who answered", 5),
    ("no-community", "Which communities of interest were heard, and which were not", 5),
    ("no-reports", "The partners’ reports of their complementary work", 6),
    ("no-questions", "The questions of the survey and the script of the phone service", 7),
    ("no-findings", "What people said: no findings are recorded", 8),
    ("no-equality", "Equality and health inequalities analysis", 9),
    ("no-consideration", "When and how findings reached the decision-makers", 10),
    ("no-response", "No response: nobody has been told what their feedback changed", 11),
    ("C1-owner", "Promise COM-1 has no owner and no date", 12),
    ("C2-owner", "Promise COM-2 has no owner and no date", 12),
    ("no-dates", "Dates of ten of the eleven activities", 4),
]

CRITERIA = [
    ("pcei", "C1", "Opportunities promoted in varied, accessible ways", ("ACT-1", "FILE-1")),
    ("pcei", "C3", "Range of methods, across the commissioning cycle", ("ACT-1", "ACT-4", "ACT-7")),
    ("pcei", "C4", "People supported: training, expenses, adjustments", ("ACT-2",)),
    ("pcei", "C5", "Work with Healthwatch and voluntary sector", ("ACT-4", "ACT-10")),
    ("pcei", "D1", "People told what happened and why, including “no”", ()),
    ("pcei", "D2", "Insight demonstrably changed plans or services", ()),
    ("pcei", "E1", "Knows its communities; seeks those least heard", ()),
    ("pcei", "E3", "Equality analysis informed by involvement, acted on", ()),
    ("gunning", "1", "Proposals not yet decided or predetermined", ("DEC-3",)),
    ("gunning", "2", "Enough information for an informed reply", ()),
    ("gunning", "3", "Time fits subject and impact", ()),
    ("gunning", "4", "Decision-makers can prove they weighed responses first", ()),
]

FILES = {
    "Programme page: learning from your feedback": ("text/html", b"<p>Learning from your feedback</p>\n" * 40),
    "Announcement of the survey": ("application/pdf", b"%PDF-1.4\n" + b"announcement\n" * 400),
}


def evidence(files: dict[str, tuple[str, bytes]] = FILES) -> tuple[tuple[EvidenceFile, ...], dict[str, Opener]]:
    """The evidence files of a report and how to open them, from titles, media types and bytes."""
    records, openers = [], {}
    for number, (title, (media_type, content)) in enumerate(files.items(), start=1):
        path = evidence_path(number, title, media_type)
        records.append(
            EvidenceFile(
                path=path,
                title=title,
                source=f"FILE-{number}",
                media_type=media_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
        )
        openers[path] = lambda content=content: io.BytesIO(content)
    return tuple(records), openers


def d3_report(**changes: Any) -> PackReport:
    """The report of D3, with fields replaced by name."""
    activities = tuple(
        Activity(
            reference=f"ACT-{number}",
            title=title,
            kind=kind,
            level="consult",
            date_text=when,
            placing=OPEN,
            lead=lead,
            summary=summary,
        )
        for number, (title, kind, lead, when, summary) in enumerate(ACTIVITIES, start=1)
    )
    milestone = TimelineEntry(date_text="not yet taken", title="Decision on the long term", source="DEC-3", is_milestone=True)
    timeline = tuple(TimelineEntry(date_text=a.date_text, title=a.title, source=a.reference, placing=OPEN) for a in activities)
    criteria = tuple(
        Criterion(
            framework=framework,
            code=code,
            text=text,
            state=f"Evidence linked ({len(used)})" if used else "None found",
            evidence=used,
        )
        for framework, code, text, used in CRITERIA
    )
    partners = tuple(
        Partner(reference=f"ORG-{number}", name=name, kind=kind, part="complementary pieces of work", source=PAGE)
        for number, (name, kind) in enumerate([("Healthwatch", "Local Healthwatch"), ("Engage Kent", "VCSE"), ("Medway Voluntary Action", "VCSE")], 10)
    )
    promises = ("Feedback will support evidence-based decisions", "People are engaged in long-term decisions")
    report = PackReport(
        reference="PACK-4",
        decision_reference="DEC-3",
        decision_title="Long-term changes to services after Covid-19",
        proposal="What to keep, adapt or reverse of the changes made in the emergency, for the long term.",
        decision_owner="Engagement lead",
        body="Governing Body",
        stage="Engagement",
        decision_date="not yet taken",
        options_fixed="not recorded",
        paper_due="not recorded",
        duty=Duty(
            key="ccg-involve",
            name="CCG public involvement (historic)",
            statute="National Health Service Act 2006 s.14Z2",
            as_at="June 2020, year inferred",
        ),
        organisation=CCG,
        is_training=False,
        status="final",
        generated_at=datetime(2026, 11, 22, 18, 30, 15, 250_000, tzinfo=UTC),
        generated_by="Assurance lead",
        raw_notes=False,
        withheld_count=3,
        gaps=tuple(Gap(code=code, text=text, section=section) for code, text, section in GAPS),
        sections=(
            Section(
                number=3,
                claims=(Claim(text="The benefits of the changes; what works and what needs improving.", source=PAGE),),
            ),
        ),
        assessment=Assessment(
            reference="DEC-3, assessment",
            outcome="applies",
            limb="(b) proposals for change",
            reason="The manner in which services are delivered: online and new contact methods.",
            approver_role="not recorded",
            assessed_on="not recorded",
        ),
        timeline=(*timeline, milestone),
        activities=activities,
        criteria=criteria,
        partners=partners,
        commitments=tuple(
            Commitment(reference=f"COM-{n}", text=text, made_to="the public", state="open", source=PAGE) for n, text in enumerate(promises, start=1)
        ),
        files=evidence()[0],
        verdict=Verdict(
            text="Involvement well begun, several routes and partners; no evidence yet of who was heard, what was learned, or what changed.",
            reviewer_role="Assurance lead",
            given_on="Sun 22 November 2026",
            source="review of DEC-3",
        ),
    )
    return dataclasses.replace(report, **changes)
