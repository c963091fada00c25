"""Hostile strings in every text field: kept as typed, after our cleaning, and shown as text; or refused next to the field with nothing saved."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape

from crm.core.forms.text import plain_text
from crm.core.models import AuditEvent
from tests.bad_input.forms import FORMS, TextForm
from tests.support.filled_forms import filled

pytestmark = pytest.mark.django_db

LIST = Path(__file__).parent / "data" / "blns.txt"
STRINGS = [line for line in LIST.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]


MEANS_SOMETHING = set("<>{}%&")
"""Signs that a page could take for its own. Each page costs time: strings without them are read back from the record only."""


@pytest.fixture
def officer(client, make_user):
    client.force_login(make_user(role=("engagement_officer", "assurance_lead")))
    return client


def stored(form: TextForm) -> tuple[int, int]:
    return form.model._default_manager.count(), AuditEvent.objects.count()


class Writer:
    """Somebody who fills one form again and again, as it is shown, with other words in it."""

    def __init__(self, client, form: TextForm):
        self.client, self.form, self.address = client, form, form.address()
        self.plain = filled(client.get(self.address).content.decode()) | form.fill()

    def send(self, texts: dict):
        """The answer, and what was stored before."""
        before = stored(self.form)
        return self.client.post(self.address, self.plain | texts), before


def assert_no_trace(body: str, texts: dict[str, str]) -> None:
    """What was typed is text in the page, never markup; and no page tells about our code."""
    assert "Traceback" not in body
    for text in texts.values():
        if "<" in text and ">" in text:
            assert text not in body, f"{text!r} stands in the page as markup"


def test_the_list_is_the_whole_list():
    assert len(STRINGS) > 450
    assert all(any(sign in text for text in STRINGS) for sign in ("<script>", "\u2066", "\ufeff", "DROP TABLE"))


@pytest.mark.parametrize("name", FORMS)
def test_hostile_strings_are_kept_exactly_or_refused_next_to_the_field(officer, name):
    form = FORMS[name]
    writer, kept, refused = Writer(officer, form), 0, 0
    for start in range(0, len(STRINGS), len(form.texts)):
        texts = {field: STRINGS[(start + place) % len(STRINGS)] for place, field in enumerate(form.texts)}
        with transaction.atomic():
            answer, before = writer.send(texts)
            assert answer.status_code in (200, 302), texts
            if answer.status_code == 302:
                kept += 1
                record = form.model._default_manager.latest("pk")
                for field, text in texts.items():
                    cleaned = plain_text(text).strip()
                    assert getattr(record, field) == cleaned or (field == "title" and not cleaned), (field, text)
                if any(MEANS_SOMETHING & set(text) for text in texts.values()):
                    shown = officer.get(record.get_absolute_url())
                    assert shown.status_code == 200
                    assert_no_trace(shown.content.decode(), texts)
            else:
                refused += 1
                assert_refused(form, answer, before, texts)
            transaction.set_rollback(True)
    assert kept > 10 * refused, (kept, refused)


def summary_of(body: str) -> str:
    """What the error summary says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="error-summary"')[2].partition("</ul>")[0]).split())


def assert_refused(form: TextForm, answer, before: tuple[int, int], texts: dict[str, str]) -> None:
    body = answer.content.decode()
    assert stored(form) == before
    wrong = [field for field in texts if f'id="id_{field}_error"' in body]
    assert wrong, "nothing next to a field says what is wrong: " + summary_of(body)
    assert "nhsuk-error-summary" in body
    assert_no_trace(body, texts)
    for field, text in texts.items():
        assert escape(plain_text(text).strip()) in body, f"{field} lost what was typed"


@pytest.mark.parametrize("name", FORMS)
def test_every_text_field_cleans_every_string_without_breaking(officer, name):
    """Without the database: the rest of what the tests above and below do in batches."""
    fields = officer.get(FORMS[name].address()).context["form"].fields
    for field in FORMS[name].texts:
        for text in STRINGS:
            try:
                assert fields[field].clean(plain_text(text)) == plain_text(text).strip()
            except ValidationError as error:
                assert error.messages and not plain_text(text).strip() or len(text) > fields[field].max_length


@pytest.mark.parametrize("name", [name for name in FORMS if FORMS[name].shaped])
def test_hostile_strings_where_a_shape_is_asked_are_refused_or_fit(officer, name):
    form = FORMS[name]
    writer = Writer(officer, form)
    for start in range(0, len(STRINGS), 9):
        texts = {field: STRINGS[(start + place) % len(STRINGS)] for place, field in enumerate(form.shaped)}
        with transaction.atomic():
            answer, before = writer.send(texts)
            assert answer.status_code in (200, 302), texts
            body = answer.content.decode()
            if answer.status_code == 200:
                assert stored(form) == before
                assert "nhsuk-error-message" in body
            assert_no_trace(body, texts)
            transaction.set_rollback(True)


def test_new_partners_of_hostile_names_are_made_from_the_log_form(officer):
    form = FORMS["log"]
    writer = Writer(officer, form)
    for start in range(0, len(STRINGS), 20):
        named = [text for text in STRINGS[start : start + 20] if plain_text(text).strip()]
        with transaction.atomic():
            answer, before = writer.send({"who": [f"new:organisation:{text}" for text in named], "heard": "Something."})
            assert answer.status_code in (200, 302), named
            body = answer.content.decode()
            if answer.status_code == 302:
                body = officer.get(answer.url).content.decode()
                names = set(FORMS["organisation"].model.objects.values_list("name", flat=True))
                assert names >= {" ".join(plain_text(text).split()) for text in named} or names >= {plain_text(text).strip() for text in named}
            else:
                assert stored(form) == before and 'id="id_who_error"' in body
            assert_no_trace(body, dict(enumerate(named)))
            transaction.set_rollback(True)


@pytest.mark.parametrize("field", ["title", "venue", "audience"])
def test_one_sign_too_many_names_the_limit(officer, field):
    answer, before = Writer(officer, FORMS["log"]).send({field: "x" * 301, "heard": "Something."})
    assert answer.status_code == 200 and stored(FORMS["log"]) == before
    assert "characters or fewer. It has 301." in answer.content.decode()
