from django.urls import path

from messaging import webhooks

app_name = "message_webhooks"
urlpatterns = [
    path("email/<slug:kind>/<slug:token>/", webhooks.email, name="email"),
]
