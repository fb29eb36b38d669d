"""The web process: pages, API and webhooks."""

import os

from django.core.wsgi import get_wsgi_application

from flowt import background, hung

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")
application = get_wsgi_application()
hung.watch()
background.start("web")
