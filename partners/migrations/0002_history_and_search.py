from django.db import migrations

from crm.core.operations import TrackHistory, TrackSearch


class Migration(migrations.Migration):
    """Record every change of partners, and keep them findable."""

    dependencies = [("partners", "0001_initial"), ("core", "0002_history")]

    operations = [
        TrackHistory("partners_organisation"),
        TrackHistory("partners_organisation_types", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_organisation_places_served", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_organisation_communities", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_organisationname", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_externalidentifier", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_succession", parent=("partners_organisation", "predecessor_id")),
        TrackHistory("partners_relationship", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_sharingagreement", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_partnermembership", parent=("partners_organisation", "organisation_id")),
        TrackHistory("partners_person"),
        TrackHistory("partners_roleholding", parent=("partners_person", "person_id")),
        TrackHistory("partners_contactpermission", parent=("partners_person", "person_id")),
        TrackHistory("partners_body"),
        TrackHistory("partners_place"),
        TrackHistory("partners_placemembership"),
        TrackHistory("partners_community"),
        TrackHistory("partners_organisationtype"),
        TrackSearch(
            "partners_organisation",
            "organisation",
            "ORG",
            title="r.name",
            body="""concat_ws(' ', r.description, r.address, r.postcode,
                (SELECT string_agg(n.name, ' ') FROM partners_organisationname n WHERE n.organisation_id = r.id),
                (SELECT string_agg(i.value, ' ') FROM partners_externalidentifier i WHERE i.organisation_id = r.id))""",
            children=(("partners_organisationname", "organisation_id"), ("partners_externalidentifier", "organisation_id")),
        ),
        TrackSearch(
            "partners_person",
            "person",
            "PER",
            title="r.name",
            body="""concat_ws(' ', (SELECT string_agg(concat_ws(' ', h.role, o.name), ' ')
                FROM partners_roleholding h JOIN partners_organisation o ON o.id = h.organisation_id WHERE h.person_id = r.id))""",
            children=(("partners_roleholding", "person_id"),),
        ),
    ]
