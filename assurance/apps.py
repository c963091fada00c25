from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"
    label = "assurance"

    def ready(self):
        from activities.calendar.sources import register_source
        from activities.services.care import register_title_keeper
        from assurance import calendar, panels, panels_changes, panels_checks, panels_evidence, panels_papers, panels_service_change, panels_strategy, pickers
        from assurance.register import may_read_evidence_file
        from assurance.services.evidence import retitle_evidence
        from crm.core import roles
        from crm.core.attachments import register_attachment_owner
        from crm.core.registries import register_panel, register_timeline
        from crm.core.search import register_date_words
        from partners.pickers import SOURCES

        register_title_keeper(retitle_evidence)
        SOURCES.update({kind: source for kind, source in pickers.SOURCES.items() if kind not in SOURCES})
        register_attachment_owner(panels.may_read_file)
        register_attachment_owner(may_read_evidence_file)
        register_timeline("organisation", panels.responses_of_organisation)
        register_panel("project", panels.decisions_of_project)
        register_source(calendar.of_decisions)
        register_date_words("decision", calendar.decisions_without_day)
        register_date_words("response", calendar.responses_without_day)
        register_panel("activity", panels_evidence.evidence_of_record)
        register_panel("insight", panels_evidence.evidence_of_record)
        register_panel("organisation", panels_evidence.evidence_of_organisation)
        register_panel("activity", panels_strategy.objectives_of_activity)
        register_panel("decision", panels_checks.checks_of_decision)
        for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD, roles.BOARD_SECRETARY, roles.COLLEAGUE):
            register_panel(f"desk:{role}", panels_checks.own_actions)
        register_panel(f"desk:{roles.COLLEAGUE}", panels_changes.own_changes)
        for role in (roles.ENGAGEMENT_OFFICER, roles.ASSURANCE_LEAD):
            register_panel(f"desk:{role}", panels_changes.changes_waiting)
        for panel in (panels_service_change.stages_panel, panels_service_change.impact_panel, panels_service_change.scrutiny_panel):
            register_panel("decision", panel)
        register_panel("organisation", panels_service_change.reports_of_organisation)
        for role in (roles.ASSURANCE_LEAD, roles.BOARD_SECRETARY, roles.COLLEAGUE):
            register_panel(f"desk:{role}", panels.coming_decisions)
        for role in (roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD):
            register_panel(f"desk:{role}", panels.responses_to_publish)
        for role in (roles.ENGAGEMENT_OFFICER, roles.ASSURANCE_LEAD, roles.BOARD_SECRETARY, roles.COLLEAGUE):
            register_panel(f"desk:{role}", panels_papers.returned_papers)
        register_panel(f"desk:{roles.ASSURANCE_LEAD}", panels_papers.covers_to_review)
