"""How forms are drawn: our own templates for form and field, Django's for the widgets."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Set as FORM_RENDERER; `django.forms` is an installed app so that its widget templates are found."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
