from django.forms.renderers import TemplatesSetting


class NHSFormRenderer(TemplatesSetting):
    """Renders forms, fields, errors and widgets with NHS markup, from `templates/django/forms/`.

    Set on our own form classes (`PlainForm.default_renderer`), not as `FORM_RENDERER`: the CMS keeps its own widgets.
    A form of somebody else gets it through the template tag `nhs_form`.
    """
