from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "crm.desk"
    label = "desk"

    def ready(self) -> None:
        """Register the panels of desks that no single app fills."""
        from crm.desk import panels

        panels.register()
