"""A business's settings, and what the proxy asks. The landing page is the storefront's start."""

from django.urls import path

from tenants.domains import views as domain_views
from tenants.settings import hours_views, keys, scheduling, views

app_name = "tenants"
BASE = "painel/configuracoes/"
urlpatterns = [
    path("hostz", domain_views.host_known, name="host_known"),
    path(BASE, views.overview, name="settings"),
    path(f"{BASE}dados-legais/", views.legal, name="settings_legal"),
    path(f"{BASE}contato/", views.contact, name="settings_contact"),
    path(f"{BASE}marca/", views.brand, name="settings_brand"),
    path(f"{BASE}marca/logo/", views.logo, name="settings_logo"),
    path(f"{BASE}marca/logo/remover/", views.logo_remove, name="settings_logo_remove"),
    path(f"{BASE}horarios/", hours_views.hours, name="settings_hours"),
    path(f"{BASE}horarios/datas/", hours_views.date_add, name="settings_date_add"),
    path(
        f"{BASE}horarios/datas/<int:pk>/remover/",
        hours_views.date_remove,
        name="settings_date_remove",
    ),
    path(f"{BASE}pedidos/", views.profiles, name="settings_profiles"),
    path(f"{BASE}agendamento/", scheduling.scheduling, name="settings_scheduling"),
    path(f"{BASE}entrega/", views.areas, name="settings_areas"),
    path(f"{BASE}entrega/<int:pk>/", views.area_edit, name="settings_area"),
    path(f"{BASE}entrega/<int:pk>/remover/", views.area_remove, name="settings_area_remove"),
    path(f"{BASE}enderecos/", domain_views.domains, name="settings_domains"),
    path(f"{BASE}enderecos/principal/", domain_views.domain_primary, name="domain_primary"),
    path(f"{BASE}enderecos/<int:pk>/conferir/", domain_views.domain_check, name="domain_check"),
    path(f"{BASE}enderecos/<int:pk>/remover/", domain_views.domain_remove, name="domain_remove"),
    path(f"{BASE}idioma/", views.language, name="settings_language"),
    path(f"{BASE}api/", keys.api_keys, name="settings_api"),
    path(f"{BASE}api/<int:pk>/revogar/", keys.api_key_revoke, name="settings_api_revoke"),
]
