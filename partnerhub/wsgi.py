"""What the WSGI server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from partnerhub.chunked import ChunkedBodies
from partnerhub.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
application = Turns(ChunkedBodies(get_wsgi_application()))

# What is loaded lives as long as the process: the collector need not look through it. Requests leave few cycles
# behind, so it looks less often, too.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
