"""What the WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

from partnerhub.chunked import ChunkedBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
application = ChunkedBodies(get_wsgi_application())
