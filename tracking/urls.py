from django.urls import path

from tracking import views

app_name = "tracking"
urlpatterns = [
    path("q/<slug:code>", views.scan, name="scan"),
    path("painel/qr/", views.code_list, name="list"),
    path("painel/qr/novo/", views.code_create, name="create"),
    path("painel/qr/mesas/", views.tables_create, name="tables"),
    path("painel/qr/folha.pdf", views.code_sheet, name="sheet"),
    path("painel/qr/compartilhar/", views.share, name="share"),
    path("painel/qr/<int:pk>/", views.code_change, name="change"),
    path("painel/qr/<int:pk>/arquivar/", views.code_archive, name="archive"),
    path("painel/qr/<int:pk>/restaurar/", views.code_restore, name="restore"),
    path("painel/qr/<int:pk>/codigo.svg", views.code_svg, name="svg"),
    path("painel/qr/<int:pk>/codigo.png", views.code_png, name="png"),
]
