from django.urls import include, path

from orders import holds, views

app_name = "orders"
urlpatterns = [
    path("", views.order_board, name="board"),
    path("fluxo/", views.order_stream, name="stream"),
    path("lista/", views.order_list, name="list"),
    path("lista/exportar/", views.order_export, name="export"),
    path("pausa/", holds.pause, name="pause"),
    path("pausa/encerrar/", holds.resume, name="resume"),
    path("movimento/", holds.rush, name="rush"),
    path("movimento/encerrar/", holds.rush_end, name="rush_end"),
    path("mesas/", include("orders.tabs.urls")),
    path("<int:number>/iniciar/", holds.start, name="start"),
    path("<int:number>/", views.order_detail, name="detail"),
    path("<int:number>/cupom/", views.order_ticket, name="ticket"),
    path("<int:number>/cupom.css", views.order_ticket_style, name="ticket_style"),
    path("<int:number>/mover/<slug:verb>/", views.order_move, name="move"),
    path("<int:number>/esgotado/", holds.sold_out, name="sold_out"),
    path("<int:number>/pagar/", views.order_pay, name="pay"),
    path("<int:number>/reembolsar/", views.order_refund, name="refund"),
]
