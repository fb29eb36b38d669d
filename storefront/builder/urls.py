from django.urls import path

from storefront.builder.views import editing, publishing

app_name = "pages"
urlpatterns = [
    path("", publishing.page_list, name="list"),
    path("nova/", publishing.page_new, name="new"),
    path("<int:pk>/", editing.page_edit, name="edit"),
    path("<int:pk>/previa/", editing.page_preview, name="preview"),
    path("<int:pk>/dados/", editing.page_describe, name="describe"),
    path("<int:pk>/imagens/", editing.picture_add, name="picture_add"),
    path("<int:pk>/blocos/adicionar/", editing.block_add, name="block_add"),
    path("<int:pk>/blocos/ordem/", editing.block_arrange, name="block_arrange"),
    path("<int:pk>/blocos/<slug:key>/", editing.block_change, name="block_change"),
    path("<int:pk>/blocos/<slug:key>/mover/", editing.block_move, name="block_move"),
    path("<int:pk>/blocos/<slug:key>/copiar/", editing.block_copy, name="block_copy"),
    path("<int:pk>/blocos/<slug:key>/remover/", editing.block_remove, name="block_remove"),
    path("<int:pk>/publicar/", publishing.page_publish, name="publish"),
    path("<int:pk>/agendar/", publishing.page_schedule, name="schedule"),
    path("<int:pk>/retirar/", publishing.page_unpublish, name="unpublish"),
    path("<int:pk>/versoes/", publishing.page_versions, name="versions"),
    path("<int:pk>/versoes/<int:number>/voltar/", publishing.page_restore, name="restore"),
    path("<int:pk>/duplicar/", publishing.page_duplicate, name="duplicate"),
    path("<int:pk>/apagar/", publishing.page_delete, name="delete"),
]
