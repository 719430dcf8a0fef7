"""A portal to look round in: invented partners, people, templates and customers, each brought where it stands by the
functions that everybody else uses."""

from customers.demo.loading import Demo, load
from customers.demo.welcome import greeting

__all__ = ["Demo", "greeting", "load"]
