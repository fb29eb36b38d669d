from django.urls import path

from payments import views

app_name = "payments"
urlpatterns = [
    path("", views.payment_list, name="list"),
    path("formas/", views.gateway_list, name="gateways"),
    path("formas/ordem/", views.gateway_order, name="gateway_order"),
    path("formas/pix/teste/", views.pix_preview, name="pix_preview"),
    path("formas/<slug:kind>/", views.gateway_edit, name="gateway"),
]
