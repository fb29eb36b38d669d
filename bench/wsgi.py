"""Flowt's web process with two more routes, which are the references."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from flowt import background

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")
settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
background.start("web")
