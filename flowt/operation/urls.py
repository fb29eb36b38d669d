from django.urls import path

from flowt.operation.views import capacity, errors, queue

app_name = "operation"
urlpatterns = [
    path("fila/", queue.queue, name="queue"),
    path("fila/desistidas/", queue.letters, name="letters"),
    path("fila/desistidas/retomar/", queue.retry, name="retry"),
    path("fila/desistidas/descartar/", queue.discard, name="discard"),
    path("fila/desistidas/<int:pk>/", queue.letter, name="letter"),
    path("erros/", errors.errors, name="errors"),
    path("erros/<int:pk>/", errors.error, name="error"),
    path("volumes/", capacity.volumes, name="volumes"),
    path("capacidade/", capacity.capacity, name="capacity"),
]
