from django.urls import path

from payments import comparison_views, review_views, trial_views, views

app_name = "payments"
urlpatterns = [
    path("", views.payment_list, name="list"),
    path("formas/", views.gateway_list, name="gateways"),
    path("formas/ordem/", views.gateway_order, name="gateway_order"),
    path("formas/pix/teste/", views.pix_preview, name="pix_preview"),
    path("formas/pix_psp/testar/", trial_views.psp_try, name="psp_try"),
    path("conferencia/", comparison_views.comparison_list, name="comparisons"),
    path("conferencia/agora/", comparison_views.compare_now, name="compare_now"),
    path("conferencia/csv/", comparison_views.comparison_csv, name="comparison_csv"),
    path("formas/<slug:kind>/testar/", trial_views.gateway_try, name="gateway_try"),
    path("revisao/", review_views.review_list, name="review"),
    path("revisao/<int:pk>/aceitar/", review_views.review_accept, name="review_accept"),
    path("revisao/<int:pk>/devolver/", review_views.review_send_back, name="review_send_back"),
    path("revisao/devolucao/<int:pk>/repetir/", review_views.refund_retry, name="refund_retry"),
    path("revisao/devolucao/<int:pk>/a-mao/", review_views.refund_by_hand, name="refund_by_hand"),
    path("formas/<slug:kind>/", views.gateway_edit, name="gateway"),
]
