import datetime
import re

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import Client

from crm.core.forms import NHSDateField, PartialDateField, PlainForm, QuerySource, RecordField, RecordsField, VersionMixin, plain_text
from partners.models import Organisation

PAGE = [pytest.mark.django_db, pytest.mark.urls("tests.core.kit_urls")]


class SmallForm(PlainForm):
    name = forms.CharField(label="Name", max_length=10, help_text="As they write it")
    kind = forms.ChoiceField(label="Type", choices=[("a", "Alpha"), ("b", "Beta")], widget=forms.RadioSelect)
    when = NHSDateField(label="When", required=False)
    count = forms.IntegerField(label="How many", required=False, min_value=0)
    agreed = forms.BooleanField(label="They agreed", required=False)


def data(**fields) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def errors_of(field: forms.Field, *parts: str) -> str:
    class OneForm(PlainForm):
        when = field

    form = OneForm(data(when_day=parts[0], when_month=parts[1], when_year=parts[2]))
    form.is_valid()
    return " ".join(form.errors.get("when", []))


def test_an_invalid_field_is_described_by_hint_and_error():
    html = str(SmallForm(data(name="")))
    assert '<label class="nhsuk-label lp-label" for="id_name">Name' in html
    assert 'aria-invalid="true"' in html and 'aria-describedby="id_name_helptext id_name_error"' in html
    assert re.search(r'id="id_name_error"><span class="nhsuk-u-visually-hidden">Error:</span> Enter name', html)


def test_a_question_without_an_answer_is_asked_again_in_its_own_words():
    class Question(PlainForm):
        outcome = forms.ChoiceField(label="What do you conclude?", choices=[("met", "Met")], widget=forms.RadioSelect)

    assert Question(data()).errors["outcome"] == ["Answer the question “What do you conclude?”"]


def test_the_summary_links_to_each_field_and_is_focused():
    html = str(SmallForm(data(name="", kind="x", when_day="31", when_month="2", when_year="2026")))
    summary = html[: html.index("nhsuk-form-group")]
    assert 'tabindex="-1"' in summary and 'role="alert"' in summary and "autofocus" in summary
    for anchor in ("#id_name", "#id_kind_0", "#id_when_0"):
        assert f'href="{anchor}"' in summary
        assert f'id="{anchor[1:]}"' in html


def test_a_form_without_errors_has_no_summary():
    assert "There is a problem" not in str(SmallForm())
    assert "There is a problem" not in str(SmallForm(data(name="Ann", kind="a")))


def test_groups_have_a_legend_and_optional_fields_say_so():
    html = str(SmallForm())
    assert re.search(r'<legend class="nhsuk-fieldset__legend lp-label">Type</legend>', html)
    assert html.count("(optional)") == 2
    assert " required" not in html


def test_messages_say_what_to_do():
    form = SmallForm(data(name="x" * 12, kind="z", count="many"))
    assert form.errors["name"] == ["Name must be 10 characters or fewer. It has 12."]
    assert form.errors["kind"] == ["Choose type from the list"]
    assert form.errors["count"] == ["How many must be a whole number, like 14"]
    assert SmallForm(data(kind="a", name="n", count="-1")).errors["count"] == ["How many must be 0 or more."]
    assert SmallForm(data(count="1e1000000")).errors["count"] == ["How many must be a whole number, like 14"]


def test_a_message_given_by_hand_stays():
    class OwnWords(PlainForm):
        name = forms.CharField(error_messages={"required": "Say who it was."})

    assert OwnWords(data()).errors["name"] == ["Say who it was."]


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\x00b", "ab"), ("a\r\nb", "a\nb"), ("\x1b[31mred\x7f", "[31mred"), ("naïve ☕ \u202etxt", "naïve ☕ \u202etxt"), ("\ud800x", "x")]
)
def test_control_characters_go_and_everything_else_stays(typed, kept):
    assert plain_text(typed) == kept


def test_a_form_never_sees_a_nul():
    form = SmallForm(data(name=" A\x00nn ", kind="a"))
    assert form.is_valid() and form.cleaned_data["name"] == "Ann"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Enter when"),
        (("14", "", "2026"), "When must include a month"),
        (("", "", "2026"), "When must include a day and a month"),
        (("31", "2", "2026"), "When must be a real date"),
        (("14", "13", "2026"), "When must be a real date"),
        (("14", "Julember", "2026"), "When must be a real date"),
        (("14", "7", "26"), "When: the year must have 4 numbers, like 2026"),
        (("14", "7", "²026"), "When: the year must have 4 numbers, like 2026"),
        (("14", "10", "1066"), "When must be in or after 1900"),
        (("14", "7", "2027"), "When must be on or before 31 December 2026"),
    ],
)
def test_a_wrong_date_says_what_is_wrong(parts, message):
    assert errors_of(NHSDateField(label="When", latest=datetime.date(2026, 12, 31)), *parts) == message


@pytest.mark.parametrize("month", ["7", "07", "July", "jul"])
def test_months_may_be_numbers_or_names(month):
    assert NHSDateField().clean(["14", month, "2026"]) == datetime.date(2026, 7, 14)


@pytest.mark.parametrize(
    ("parts", "date", "precision"),
    [
        (["14", "7", "2026"], datetime.date(2026, 7, 14), "day"),
        (["", "7", "2026"], datetime.date(2026, 7, 1), "month"),
        (["", "", "2026"], datetime.date(2026, 1, 1), "year"),
        (["", "", ""], None, "unknown"),
    ],
)
def test_a_date_may_be_known_in_part(parts, date, precision):
    assert PartialDateField(required=False).clean(parts) == (date, precision)
    shown = PartialDateField().widget.decompress((date, precision))
    assert [str(part or "") for part in shown] == parts


def test_a_day_without_its_month_is_no_partial_date():
    assert errors_of(PartialDateField(label="When", required=False), "14", "", "2026") == "When must include a month"


class PickForm(PlainForm):
    who = RecordsField(label="Who", new_kinds={"organisation": "Add “{}” as a new partner"})
    lead = RecordField(label="Lead", required=False)

    def __init__(self, *args, queryset=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].sources = self.fields["lead"].sources = [QuerySource(Organisation.objects.all() if queryset is None else queryset)]


@pytest.fixture
def healthwatch(db) -> Organisation:
    return Organisation.objects.create(name="Healthwatch Kent")


def test_chosen_records_and_new_names_come_back(healthwatch):
    form = PickForm(data(who=[f"organisation:{healthwatch.pk}", "new:organisation:Carers group"]))
    assert form.is_valid(), form.errors
    picked = form.cleaned_data["who"]
    assert picked.records == (healthwatch,) and picked.new_of_kind("organisation") == ["Carers group"]


def test_a_typed_name_that_fits_one_record_is_taken(healthwatch):
    form = PickForm(data(who_text="healthwatch kent\n", lead_text="Healthwatch Kent"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["who"].of_kind("organisation") == [healthwatch] and form.cleaned_data["lead"] == healthwatch


def test_a_typed_name_that_fits_none_becomes_a_question(healthwatch):
    form = PickForm(data(who_text="watch"))
    assert form.errors["who"] == ["Choose who or what you mean by “watch”"]
    html = str(form)
    assert "Who or what is “watch”?" in html and f'value="organisation:{healthwatch.pk}"' in html
    assert "Add “watch” as a new partner" in html and 'name="who_asked" value="watch"' in html


def test_the_answer_to_the_question_is_taken(healthwatch):
    form = PickForm(data(who_asked=["watch", "nobody"], who_for_0=f"organisation:{healthwatch.pk}", who_for_1="leave-out"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["who"].records == (healthwatch,)


def test_search_without_javascript_keeps_the_form_and_saves_nothing(healthwatch):
    form = PickForm(data(who_text="Healthwatch Kent", _find="who"))
    assert not form.is_valid() and not form.errors
    assert f'checked name="who" value="organisation:{healthwatch.pk}"' in str(form)


def test_hidden_records_can_neither_be_chosen_nor_guessed(healthwatch):
    hidden = Organisation.objects.none()
    by_key = PickForm(data(who=f"organisation:{healthwatch.pk}"), queryset=hidden)
    assert by_key.errors["who"] == ["Something you chose is no longer there. Choose again."]
    by_name = PickForm(data(who_text="Healthwatch Kent"), queryset=hidden)
    assert "organisation:" not in str(by_name).replace("new:organisation:", "")


@pytest.mark.parametrize("value", ["organisation:x", "organisation:99999999999999999999", "person:1", "new:person:Eve", "new:organisation: ", "x"])
def test_made_up_values_are_refused(healthwatch, value):
    assert not PickForm(data(who=value)).is_valid()


def test_only_one_lead_can_be_chosen(healthwatch):
    other = Organisation.objects.create(name="Other")
    form = PickForm(data(who=f"organisation:{other.pk}", lead=[f"organisation:{healthwatch.pk}", f"organisation:{other.pk}"]))
    assert form.errors["lead"] == ["Choose only one"]


class LockedForm(VersionMixin, PlainForm):
    name = forms.CharField(label="Name")
    when = NHSDateField(label="When")
    kind = forms.ChoiceField(label="Type", choices=[("a", "Alpha"), ("b", "Beta")])


def test_a_conflict_shows_what_differs_and_lets_the_second_save():
    mine = LockedForm(data(name="Mine", kind="b", when_day="14", when_month="7", when_year="2026", version="3"))
    stored = LockedForm(initial={"name": "Theirs", "kind": "a", "when": datetime.date(2026, 7, 14), "version": 4})
    conflict = mine.conflict_with(stored, who="Assurance lead")
    assert [(row.label, row.theirs, row.yours) for row in conflict.rows] == [("Name", "Theirs", "Mine"), ("Type", "Alpha", "Beta")]
    assert 'name="version" value="4"' in str(mine)
    html = Template('{% include "components/conflict.html" %}').render(Context({"conflict": conflict}))
    assert "Assurance lead" in html and "Theirs" in html and "<mark>Mine</mark>" in html


def test_a_library_form_gets_nhs_markup_too():
    class Foreign(forms.Form):
        name = forms.CharField()

    html = Template("{% load kit %}{% nhs_form form %}").render(Context({"form": Foreign({"name": ""})}))
    assert "nhsuk-error-summary" in html and "Enter name" in html and 'class="nhsuk-input"' in html


class TestPage:
    pytestmark = PAGE

    def test_a_page_with_errors_says_so_in_its_title_and_keeps_what_was_typed(self, make_user):
        client = Client()
        client.force_login(make_user(role="engagement_officer"))
        html = client.post("/desk/kit/form/", {"name": "<script>x", "when_day": "31"}).content.decode()
        assert "<title>Error: Kit form – Listening Post</title>" in html
        assert 'value="&lt;script&gt;x"' in html and 'value="31"' in html

    def test_suggestions_hold_only_what_the_reader_may_see(self, make_user):
        client = Client()
        client.force_login(make_user(role="engagement_officer"))
        Organisation.objects.create(name="Canary kept", visibility="restricted", named_user_ids=[make_user().pk])
        seen = Organisation.objects.create(name="Canary open")
        found = client.get("/desk/kit/suggest/?q=canary").json()
        assert found == [{"value": f"organisation:{seen.pk}", "label": "Canary open", "hint": seen.reference}]
        assert client.get("/desk/kit/suggest/?q=%00c").json() == []

    def test_suggestions_start_with_what_starts_like_the_words(self, make_user):
        client = Client()
        client.force_login(make_user(role="engagement_officer"))
        for name in ("A Kent forum", "Kent forum", "Forum for Kent"):
            Organisation.objects.create(name=name)
        assert [row["label"] for row in client.get("/desk/kit/suggest/?q=kent%20forum").json()] == ["Kent forum", "A Kent forum", "Forum for Kent"]
        assert len(client.get("/desk/kit/suggest/?q=" + "kent " * 500).json()) <= 10
