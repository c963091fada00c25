from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self):
        from crm.core.visibility import register_partner_organisations
        from partners.sharing import organisations_shared_with

        register_partner_organisations(organisations_shared_with)
