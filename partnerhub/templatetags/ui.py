"""What every page shows the same way: status, moments, telephone numbers."""

from django import template

register = template.Library()
