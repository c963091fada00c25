"""Q3: who was heard, and who was not?"""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from activities.models import Activity, ActivityOrganisation, ParticipationCount
from assurance.answers.reader import Reader, gap, number
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.rules.numbers import people
from partners.models import Community, Deprivation, Organisation

UNKNOWN_PLACE = "Place not recorded"
METHOD = (
    "Activities held in the year that involve people (all levels but “inform”), by their first day. People are counted once an activity, so the "
    "same person may be counted at several. Counts of people are rounded to the nearest 5; 1 to 7 is shown as *. Training examples are left out."
)


def answer(reader: Reader) -> Answer:
    """Counts of people by method, place, community and deprivation, unknowns shown. Ten queries."""
    activities = reader.held().exclude(level="inform")
    total = activities.aggregate(held=Count("pk"), counted=Count("pk", filter=Q(Exists(ParticipationCount.objects.filter(activity=OuterRef("pk"))))))
    held, counted = total["held"], total["counted"]
    undated = reader.visible(Activity).filter(status=Activity.Status.HELD, date_from=None).exclude(level="inform").count()
    counts = ParticipationCount.objects.filter(activity__in=activities.values("pk")).order_by()
    by_method = dict(counts.values_list("method").annotate(Sum("number")))
    by_place = _by_place(activities, counts)
    communities = _communities(activities, counts)
    unheard = [name for name, seldom, number_of, _people in communities if seldom and not number_of]
    year = reader.year.label
    source, address = f"Activities held in {year}", f"/desk/activities/?since={reader.days[0]}&until={reader.days[1]}&status=held&training=no"
    everybody = sum(by_method.values())
    sentences = [
        Sentence(
            text=(
                f"On record for {year}: {number(held, 'activity', 'activities')} that involved people. With a count of who took part: {counted}; "
                f"without: {held - counted}."
                if held
                else f"No activity of {year} that involved people is on record with its date."
            ),
            source=source,
            address=address if held else "",
        )
    ]
    if held:
        share = round(100 * (held - counted) / held)
        unplaced = next((row.held for row in by_place if row.name == UNKNOWN_PLACE), 0)
        sentences += [
            Sentence(
                text=f"Counted or estimated: {people(everybody)} people taking part or answering. {share} % of the activities have no count.", source=source
            ),
            Sentence(text=f"{number(unplaced, 'activity has', 'activities have')} no place recorded.", source=source, address="#places"),
            Sentence(
                text=f"{number(len(unheard), 'community', 'communities')} marked as seldom heard took part in no activity that is on record.",
                source=f"Communities and activities of {year}",
                address="#communities",
            ),
        ]
    if undated:
        text = f"Beyond these, {number(undated, 'activity', 'activities')} held on a day that is not recorded belong to no year."
        sentences.append(Sentence(text=text, source="Activities held, date not known"))
    return reader.answered(
        "Q3",
        "Who was heard",
        sentences=sentences,
        tables=[
            Table(
                title="People, by how they were counted",
                headers=("How counted", "People"),
                rows=tuple(Row(cells=(str(words), people(by_method.get(code, 0)))) for code, words in ParticipationCount.Method.choices),
            ),
            Table(
                title="By place of the activity",
                headers=("Place", "Activities", "With a count", "People"),
                anchor="places",
                rows=tuple(Row(cells=(row.name, str(row.held), str(row.counted), people(row.people))) for row in by_place),
            ),
            Table(
                title="By community",
                headers=("Community", "Seldom heard", "Activities", "People at these activities"),
                anchor="communities",
                rows=tuple(Row(cells=(name, "Yes" if seldom else "", str(number_of), people(there))) for name, seldom, number_of, there in communities),
                note="An activity with several communities counts for each of them; not everybody there belongs to it.",
            ),
            _deprivation(reader, activities),
        ],
        gaps=[
            *([gap("counts", f"{held - counted} of {held} activities do not say how many took part", source)] if held > counted else []),
            *(gap(f"community-{position}", f"{name}: no activity on record", source) for position, name in enumerate(unheard, start=1)),
            gap("population", "Reach cannot be set against population: no population figures are loaded; neighbourhoods stand in for them", source),
            gap("characteristics", "Who took part by protected characteristic is not recorded here", source),
        ],
        figures=[
            Figure(code="activities", words="Activities that involved people", number=held),
            Figure(code="counted", words="with a count of people", number=counted),
            Figure(code="communities_unheard", words="Seldom heard communities with no activity", number=len(unheard)),
        ],
        method=METHOD,
    )


class PlaceRow:
    """One place with its activities and people."""

    def __init__(self, name: str, held: int):
        self.name, self.held, self.counted, self.people = name, held, 0, 0


def _by_place(activities: QuerySet[Activity], counts: QuerySet[ParticipationCount]) -> list[PlaceRow]:
    """Places by name, "not recorded" last. Two queries."""
    rows = {pk: PlaceRow(name or UNKNOWN_PLACE, held) for pk, name, held in activities.values_list("place", "place__name").annotate(held=Count("pk"))}
    for pk, number_of, there in counts.values_list("activity__place").annotate(Count("activity", distinct=True), Sum("number")):
        rows[pk].counted, rows[pk].people = number_of, there
    return sorted(rows.values(), key=lambda row: (row.name == UNKNOWN_PLACE, row.name))


def _communities(activities: QuerySet[Activity], counts: QuerySet[ParticipationCount]) -> list[tuple[str, bool, int, int]]:
    """Every community: name, whether it is seldom heard, activities, people there. Three queries."""
    links = Activity.communities.through.objects.filter(activity__in=activities.values("pk")).order_by()
    held = dict(links.values_list("community").annotate(Count("activity")))
    there = dict(counts.filter(activity__communities__isnull=False).values_list("activity__communities").annotate(Sum("number")))
    return [(c.name, c.seldom_heard, held.get(c.pk, 0), there.get(c.pk, 0)) for c in Community.objects.order_by("-seldom_heard", "name")]


def _deprivation(reader: Reader, activities: QuerySet[Activity]) -> Table:
    """Organisations that took part, by the decile of their postcode, beside all neighbourhoods. Two queries."""
    links = ActivityOrganisation.objects.filter(activity__in=activities.values("pk"))
    took_part = reader.visible(Organisation).filter(pk__in=links.values("organisation")).order_by()
    partners: Counter[int | None] = Counter(took_part.values_list("decile", flat=True))
    newest = Deprivation.objects.order_by("-release").values("release")[:1]
    areas: Counter[int] = Counter(dict(Deprivation.objects.filter(release=newest).order_by().values_list("decile").annotate(Count("pk"))))
    everywhere, taking_part = sum(areas.values()), sum(partners.values())

    def share(part: int, whole: int) -> str:
        return f"{part} ({round(100 * part / whole)} %)" if whole else "0"

    rows = [Row(cells=(f"Decile {decile}", share(areas[decile], everywhere), share(partners[decile], taking_part))) for decile in range(1, 11)]
    rows.append(Row(cells=("Not known", "–", share(partners[None], taking_part))))
    return Table(
        title="By deprivation: where the organisations that took part are",
        headers=("Deprivation, 1 is the most deprived tenth", "Neighbourhoods of the area", "Organisations that took part"),
        rows=tuple(rows),
        note="By the postcode of the organisation. A decile says something about a place, never about the people who came. Neighbourhoods are LSOAs.",
    )
