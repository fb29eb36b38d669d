from django.urls import URLPattern, path

from offers.views import cost, coupons, editor, offers

app_name = "offers"
urlpatterns: list[URLPattern] = [
    path("", offers.offer_list, name="list"),
    path("exportar/", offers.offer_export, name="export"),
    path("varias/", offers.offer_bulk, name="bulk"),
    path("nova/", editor.offer_new, name="new"),
    path("<int:pk>/", offers.offer_detail, name="detail"),
    path("<int:pk>/editar/", editor.offer_edit, name="edit"),
    path("<int:pk>/publicar/", offers.offer_publish, name="publish"),
    path("<int:pk>/pausar/", offers.offer_pause, name="pause"),
    path("<int:pk>/encerrar/", offers.offer_end, name="end"),
    path("<int:pk>/excluir/", offers.offer_delete, name="delete"),
    path("<int:pk>/duplicar/", offers.offer_duplicate, name="duplicate"),
    path("<int:pk>/custo/", cost.offer_cost, name="cost"),
    path("<int:pk>/cupons/", coupons.coupon_list, name="coupons"),
    path("<int:pk>/cupons/novo/", coupons.coupon_create, name="coupon_create"),
    path("<int:pk>/cupons/lote/", coupons.batch_create, name="batch_create"),
    path("lotes/<int:pk>/codigos.csv", coupons.batch_export, name="batch_export"),
    path("cupons/<int:pk>/", coupons.coupon_share, name="coupon"),
    path("cupons/<int:pk>/qr.svg", coupons.coupon_qr, name="coupon_qr"),
    path("cupons/<int:pk>/uso/", coupons.coupon_allow, name="coupon_allow"),
]
