from django.urls import path

from messaging.views import messages, settings, templates

app_name = "messaging"
BASE, SETTINGS = "painel/mensagens/", "painel/configuracoes/email/"
urlpatterns = [
    path(BASE, messages.message_list, name="list"),
    path(f"{BASE}bloqueados/", messages.suppression_list, name="suppressions"),
    path(f"{BASE}bloqueados/<int:pk>/liberar/", messages.suppression_lift, name="lift"),
    path(f"{BASE}modelos/", templates.template_list, name="templates"),
    path(f"{BASE}modelos/<slug:name>/", templates.template_edit, name="template"),
    path(f"{BASE}modelos/<slug:name>/ligar/", templates.template_switch, name="template_switch"),
    path(f"{BASE}modelos/<slug:name>/padrao/", templates.template_reset, name="template_reset"),
    path(f"{BASE}modelos/<slug:name>/previa/", templates.template_preview, name="preview"),
    path(f"{BASE}<int:pk>/", messages.message_detail, name="detail"),
    path(f"{BASE}<int:pk>/carta/", messages.message_letter, name="letter"),
    path(f"{BASE}<int:pk>/enviar-de-novo/", messages.message_again, name="again"),
    path(f"{BASE}<int:pk>/chegou/", messages.message_arrived, name="arrived"),
    path(f"{BASE}<int:pk>/nao-chegou/", messages.message_lost, name="lost"),
    path(SETTINGS, settings.overview, name="settings"),
    path(f"{SETTINGS}resumo/", settings.summary_toggle, name="summary"),
    path(f"{SETTINGS}testar/", settings.send_test, name="test"),
    path(f"{SETTINGS}<slug:kind>/", settings.provider_edit, name="provider"),
]
