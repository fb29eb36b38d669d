from django.urls import path

from offers.combos import editing, views

app_name = "combos"
urlpatterns = [
    path("", views.combo_list, name="list"),
    path("ordem/", views.combos_arrange, name="arrange"),
    path("novo/", editing.combo_new, name="new"),
    path("exemplo/", editing.combo_example, name="example"),
    path("item/", editing.choice_row, name="choice_row"),
    path("pergunta/", editing.group_block, name="group_block"),
    path("<int:pk>/", editing.combo_edit, name="edit"),
    path("<int:pk>/mostrar/", views.combo_show, name="show"),
    path("<int:pk>/excluir/", views.combo_delete, name="delete"),
    path("<int:pk>/foto/", editing.picture_set, name="picture"),
    path("<int:pk>/foto/excluir/", editing.picture_delete, name="picture_delete"),
]
