from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    label = "activities"

    def ready(self):
        from activities import corrections, dating, desk, pickers, policies, querysets, timelines
        from activities.calendar import panels, rows
        from activities.calendar.sources import register_source
        from crm.core import roles
        from crm.core.attachments import register_attachment_owner
        from crm.core.registries import register_panel, register_timeline
        from crm.core.search import register_date_words
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
        register_date_words("activity", dating.activities_without_day)
        register_date_words("insight", dating.insights_without_day)
        register_date_words("commitment", dating.commitments_without_day)
        register_source(rows.of_activities)
        register_source(rows.of_stages)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR):
            register_panel(f"desk:{role}", desk.coming_up)
        register_panel(f"desk:{roles.PARTNER}", corrections.notes_to_check)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD):
            register_panel(f"desk:{role}", corrections.corrections_to_answer)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD, roles.COLLEAGUE):
            register_panel(f"desk:{role}", desk.promises_of_desk)
