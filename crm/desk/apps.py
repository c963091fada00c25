from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "crm.desk"
    label = "desk"

    def ready(self) -> None:
        """Register the panels of desks that no single app fills, and who may read the files of captured messages."""
        from crm.core.attachments import register_attachment_owner
        from crm.core.registries import register_panel
        from crm.desk import messages_reading, panels

        panels.register()
        register_attachment_owner(messages_reading.can_read_file)
        register_panel("activity", messages_reading.came_from)
