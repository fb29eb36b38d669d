from django.urls import path

from orders.tabs import views

urlpatterns = [
    path("", views.tables, name="tables"),
    path("abrir/", views.tab_open, name="tab_open"),
    path("<int:pk>/", views.tab_detail, name="tab"),
    path("<int:pk>/mudar/", views.tab_move, name="tab_move"),
    path("<int:pk>/juntar/", views.tab_merge, name="tab_merge"),
    path("<int:pk>/conta/", views.tab_bill, name="tab_bill"),
    path("<int:pk>/receber/", views.tab_take, name="tab_take"),
    path("<int:pk>/servico/", views.tab_service, name="tab_service"),
    path("<int:pk>/fechar/", views.tab_close, name="tab_close"),
    path("<int:pk>/reabrir/", views.tab_reopen, name="tab_reopen"),
    path("<int:pk>/parte/<int:share>/recebida/", views.share_receive, name="share_receive"),
    path("<int:pk>/parte/<int:share>/soltar/", views.share_stop, name="share_stop"),
    path("<int:pk>/devolver/<int:payment>/", views.refund_note, name="tab_refund"),
    path("<int:pk>/convidado/<int:guest>/remover/", views.guest_remove, name="guest_remove"),
    path("<int:pk>/chamado/<int:call>/atender/", views.call_answer, name="call_answer"),
]
