from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("<int:pk>/etiquetas/", views.person_tags, name="tags"),
    path("<int:pk>/apagar/", views.person_erase, name="erase"),
]
