from django.urls import path

app_name = "operation"
urlpatterns: list = []
