"""Every address. Public and console paths are Portuguese: people read them."""

from django.conf import settings
from django.urls import include, path

from flowt.browser_reports import browser_reports
from flowt.health import healthz, livez
from flowt.media import favicon, media
from flowt.metrics.exposition import metrics

urlpatterns = [
    path("livez", livez, name="livez"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("relatos/navegador", browser_reports, name="browser_reports"),
    path("favicon.ico", favicon, name="favicon"),
    path("media/<path:name>", media, name="media"),
    path("conta/", include("allauth.urls")),
    path("idioma/", include("django.conf.urls.i18n")),
    path("api/v1/", include("flowt.api.urls")),
    path("", include("accounts.urls")),
    path("", include("tenants.urls")),
    path("console/operacao/", include("flowt.operation.urls")),
    path("painel/catalogo/combos/", include("offers.combos.urls")),
    path("painel/catalogo/", include("catalog.urls")),
    path("painel/ofertas/", include("offers.urls")),
    path("painel/pedidos/", include("orders.urls")),
    path("painel/clientes/", include("people.urls")),
    path("painel/leads/", include("leads.urls")),
    path("painel/paginas/", include("storefront.builder.urls")),
    path("painel/pagamentos/", include("payments.urls")),
    path("webhooks/", include("payments.webhook_urls")),
    path("webhooks/", include("messaging.webhook_urls")),
    path("", include("messaging.urls")),
    path("", include("tracking.urls")),
    path("", include("storefront.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("estilo/", include("flowt.styleguide")))

handler400 = "flowt.errors_pages.bad_request"
handler403 = "flowt.errors_pages.permission_denied"
handler404 = "flowt.errors_pages.not_found"
handler500 = "flowt.errors_pages.server_error"
