from django.urls import path

from payments import webhooks

app_name = "payment_webhooks"
urlpatterns = [
    path("pix/<slug:token>/pix", webhooks.pix, name="pix"),
    path("pagamentos/<slug:kind>/<slug:token>/", webhooks.hosted, name="hosted"),
]
