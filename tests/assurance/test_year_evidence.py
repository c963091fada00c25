"""Evidence for a framework's year: the framework's rules, two people at once, and a reviewer's judgement."""

import threading
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from assurance import services
from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.rules.year_evidence import is_own
from assurance.services.evidence_uses import review_use, use_for_year
from crm.core import history
from crm.core.models import User
from tests.assurance.factories import ActivityFactory, InsightFactory, criterion

OURS = "https://www.example.nhs.uk"


@pytest.fixture
def year(db, settings) -> FrameworkYear:
    settings.WAGTAILADMIN_BASE_URL = OURS
    Framework.objects.filter(key="pcei").update(most_items=3, in_year_only=True, own_site_only=True)
    framework = Framework.objects.get(key="pcei")
    return FrameworkYear.objects.create(framework=framework, year="2019/20", starts_on=date(2019, 4, 1), ends_on=date(2020, 3, 31))


def page(title: str, *, url: str = f"{OURS}/news", as_at: date | None = date(2020, 2, 1), **columns) -> EvidenceItem:
    return EvidenceItem.objects.create(kind="web", title=title, url=url, as_at=as_at, **columns)


def use(item: EvidenceItem, year: FrameworkYear, actor, key: str = "pcei:C1") -> EvidenceUse:
    return use_for_year(item, year, criterion(key), note="It shows it", actor=actor)


def refusal(item: EvidenceItem, year: FrameworkYear, actor) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        use(item, year, actor)
    return refused.value.message_dict


@pytest.mark.django_db
def test_the_fourth_item_is_refused_and_the_three_are_named(year, lead):
    for title in ("First", "Second", "Third"):
        use(page(title), year, lead)
    said = refusal(page("Fourth"), year, lead)
    assert said == {
        "criterion": [
            f"{year.framework} takes at most 3 pieces of evidence for C1. For 2019/20 it has: First; Second; Third. Take one out before you add another."
        ]
    }
    use(page("Fourth for another"), year, lead, "pcei:D1")
    first = EvidenceUse.objects.get(item__title="First")
    services.decline_evidence(first, reason="Too old.", actor=lead)
    assert use(page("Fifth"), year, lead).state == "linked"
    assert "Second; Third; Fifth" in refusal(first.item, year, lead)["criterion"][0]


@pytest.mark.django_db
def test_linking_one_of_three_again_is_no_fourth(year, lead):
    items = [page(title) for title in ("First", "Second", "Third")]
    for item in [*items, items[1]]:
        use(item, year, lead)
    assert EvidenceUse.objects.count() == 3


def test_two_people_at_once_cannot_make_a_fourth(own_database, django_db_blocker):
    with django_db_blocker.unblock(), history.acting("system:tests"):
        people = [User.objects.create_user(email=f"officer-{number}@example.nhs.uk", name=f"Officer {number}") for number in range(2)]
        framework = Framework.objects.get(key="pcei")
        opened = FrameworkYear.objects.create(framework=framework, year="2019/20", starts_on=date(2019, 4, 1), ends_on=date(2020, 3, 31))
        for number in range(framework.most_items - 1):
            EvidenceUse.objects.create(framework_year=opened, item=page(f"Page {number}"), criterion=criterion("pcei:C1"), state="linked")
        late = [page(f"From person {number}", own_page_url=f"{settings.WAGTAILADMIN_BASE_URL}/ours") for number in range(2)]
        answers, start = [], threading.Barrier(2)

        def press(person, item):
            try:
                with history.acting_as(person):
                    start.wait(timeout=30)
                    answers.append(use(item, opened, person).state)
            except ValidationError as refused:
                answers.append(next(iter(refused.message_dict)))
            finally:
                connection.close()

        presses = [threading.Thread(target=press, args=pair) for pair in zip(people, late, strict=True)]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert sorted(answers) == ["criterion", "linked"]
        assert EvidenceUse.objects.filter(state="linked").count() == framework.most_items


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("from_", "until", "counts"),
    [
        (date(2019, 3, 1), date(2019, 4, 1), True),
        (date(2020, 3, 31), date(2020, 9, 1), True),
        (date(2018, 1, 1), date(2021, 1, 1), True),
        (date(2019, 3, 31), None, False),
        (date(2020, 4, 1), None, False),
    ],
)
def test_only_what_was_live_in_the_year_counts(year, lead, from_, until, counts):
    item = services.item_for(ActivityFactory(date_from=from_, date_to=until))
    if counts:
        assert use(item, year, lead).pk
    else:
        assert "takes evidence that was live from 1 April 2019 to 31 March 2020" in refusal(item, year, lead)["as_at"][0]


@pytest.mark.django_db
def test_an_unknown_day_is_asked_for(year, lead):
    undated = ActivityFactory(date_from=None, date_precision="unknown")
    for item in (services.item_for(undated), services.item_for(InsightFactory(activity=undated)), page("No day", as_at=None)):
        assert refusal(item, year, lead)["as_at"][0].startswith("Say when it was live.")


@pytest.mark.django_db
def test_pages_of_others_need_a_page_of_ours_that_leads_there(year, lead):
    there = {"url": "https://partner.example.org/report"}
    assert "Give the address of our page that links to it" in refusal(page("Theirs", **there), year, lead)["own_page_url"][0]
    assert "not on our own site" in refusal(page("Theirs", own_page_url="https://other.example.org/", **there), year, lead)["own_page_url"][0]
    assert use(page("Theirs", own_page_url=f"{OURS}/partners", **there), year, lead).state == "linked"


def test_our_own_site_is_a_host_and_not_the_beginning_of_one():
    assert is_own("http://www.example.nhs.uk/a", [OURS]) and is_own("HTTPS://WWW.EXAMPLE.NHS.UK/", [OURS])
    for other in (
        "https://www.example.nhs.uk.evil.org/",
        "https://evil.org/www.example.nhs.uk",
        "https://www.example.nhs.uk:8443/",
        "ftp://www.example.nhs.uk/",
    ):
        assert not is_own(other, [OURS]), other
    assert not is_own("https://www.example.nhs.uk@evil.org/", [OURS])


@pytest.mark.django_db
def test_a_framework_without_rules_takes_anything(year, lead):
    Framework.objects.filter(key="pcei").update(most_items=None, in_year_only=False, own_site_only=False)
    for number in range(5):
        use(page(f"Page {number}", url="https://elsewhere.example.org/", as_at=None), year, lead)
    assert EvidenceUse.objects.count() == 5


@pytest.mark.django_db
def test_a_criterion_of_another_framework_is_refused(year, lead):
    with pytest.raises(ValidationError) as refused:
        use_for_year(page("Page"), year, criterion("duty-to-involve:2"), actor=lead)
    assert "criterion" in refused.value.message_dict


@pytest.mark.django_db
def test_only_reviewers_judge_and_only_what_is_linked(year, lead, officer):
    linked = use(page("Page"), year, officer)
    said = {"strength": "strong", "verdict": "supports", "review_note": "Dated.", "reviewer_role": "Assurance lead", "on": date(2020, 4, 2)}
    with pytest.raises(PermissionDenied):
        review_use(linked, actor=officer, **said)
    stored = review_use(linked, actor=lead, **said)
    assert (stored.strength, stored.verdict, stored.reviewed_by, stored.reviewed_on) == ("strong", "supports", lead, date(2020, 4, 2))
    with pytest.raises(ValidationError):
        review_use(linked, actor=lead, **said | {"verdict": ""})
    services.decline_evidence(linked, reason="No.", actor=lead)
    with pytest.raises(ValidationError):
        review_use(linked, actor=lead, **said)


@pytest.mark.django_db
def test_the_page_says_why_a_fourth_is_refused_and_keeps_what_was_typed(as_lead, lead, year):
    for title in ("First", "Second", "Third"):
        use(page(title), year, lead)
    address = f"{reverse('assurance:evidence_use_new')}?year={year.pk}&criterion={criterion('pcei:C1').pk}"
    typed = {"criterion": criterion("pcei:C1").pk, "url": f"{OURS}/fourth", "title": "Fourth", "as_at_day": "1", "as_at_month": "5", "as_at_year": "2019"}
    body = as_lead.post(address, typed).content.decode()
    assert "First; Second; Third" in body and f"{OURS}/fourth" in body
    assert not EvidenceItem.objects.filter(title="Fourth").exists()
    assert as_lead.post(address, typed | {"criterion": criterion("pcei:D1").pk}).status_code == 302
    assert EvidenceUse.objects.get(item__title="Fourth").item.as_at == date(2019, 5, 1)
