"""Reports: JSON both ways, and what they refuse to say."""

import dataclasses
import json
from datetime import datetime

import pytest

from assurance.reports import Activity, Claim, CoverReport, PackReport, Section
from tests.assurance.packs.example import d3_report


def test_report_survives_json():
    report = d3_report()
    assert PackReport.from_data(json.loads(json.dumps(report.to_data()))) == report
    bare = d3_report(assessment=None, verdict=None, files=())
    assert PackReport.from_data(json.loads(json.dumps(bare.to_data()))) == bare


def test_field_of_another_version_is_named():
    with pytest.raises(TypeError, match="CoverReport has no field colour"):
        CoverReport.from_data({"colour": "blue"})


def test_reports_never_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        d3_report().reference = "PACK-5"


def test_claim_without_a_source_is_refused():
    with pytest.raises(ValueError, match="names no source"):
        Claim(text="Everybody agreed.", source=" ")


def test_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="generated_at needs a time zone"):
        d3_report(generated_at=datetime(2026, 11, 22))


def test_raw_notes_that_nobody_asked_for_are_refused():
    notes = Activity(**{**d3_report().activities[0].to_data(), "raw_notes": "verbatim"})
    with pytest.raises(ValueError, match="without raw notes"):
        d3_report(activities=(notes,))


def test_status_and_sections_are_those_we_know():
    with pytest.raises(ValueError, match="draft or final"):
        d3_report(status="sealed")
    with pytest.raises(ValueError, match="no section 15"):
        Section(number=15)


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        ("None found", "none"),
        ("Evidence linked (2)", "linked"),
        ("Reviewed: met", "met"),
        ("Reviewed: partly", "partly"),
        ("Reviewed: not met", "none"),
        ("Not applicable", "other"),
    ],
)
def test_each_state_has_its_look(state, tone):
    assert dataclasses.replace(d3_report().criteria[0], state=state).tone == tone
