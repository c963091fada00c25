from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self):
        from crm.core.registries import register_panel
        from crm.core.roles import ENGAGEMENT_OFFICER
        from crm.core.visibility import register_partner_organisations
        from partners import desk
        from partners.sharing import organisations_shared_with

        register_partner_organisations(organisations_shared_with)
        register_panel(f"desk:{ENGAGEMENT_OFFICER}", desk.gone_quiet)
