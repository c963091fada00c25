from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    label = "activities"

    def ready(self):
        from activities import desk, pickers, policies, querysets, timelines
        from activities.calendar import panels, rows
        from activities.calendar.sources import register_source
        from crm.core import roles
        from crm.core.attachments import register_attachment_owner
        from crm.core.registries import register_panel, register_timeline
        from partners import contact
        from partners.pickers import SOURCES

        register_attachment_owner(policies.can_read_file)
        SOURCES.update(pickers.SOURCES)
        contact.register_last_contact(contact.LastContact(on=querysets.last_contact, since=querysets.met_since))
        register_timeline("organisation", timelines.of_organisation)
        register_timeline("person", timelines.of_person)
        register_timeline("project", timelines.of_project)
        register_panel("organisation", timelines.promises_to)
        register_panel("activity", panels.clashes_of_activity)
        register_source(rows.of_activities)
        register_source(rows.of_stages)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR):
            register_panel(f"desk:{role}", desk.coming_up)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD, roles.COLLEAGUE):
            register_panel(f"desk:{role}", desk.promises_of_desk)
