from django.urls import path

from accounts.console import parked, support, views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("negocios/", views.tenants, name="tenants"),
    path("negocios/novo/", views.create, name="create"),
    path("negocios/nome-curto/", views.slug, name="slug"),
    path("negocios/<slug:slug>/", views.tenant, name="tenant"),
    path("negocios/<slug:slug>/suspender/", views.suspend, name="suspend"),
    path("negocios/<slug:slug>/reativar/", views.reactivate, name="reactivate"),
    path("negocios/<slug:slug>/suporte/", support.support_start, name="support_start"),
    path("estacionado/", parked.parked_list, name="parked"),
    path("negocios/<slug:slug>/estacionado/", parked.parked_work, name="parked_work"),
    path("suporte/sair/", support.support_end, name="support_end"),
    path("auditoria/", views.audit, name="audit"),
]
