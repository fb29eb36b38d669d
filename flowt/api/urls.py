from flowt.api.mount import url_patterns

app_name = "api"
urlpatterns = url_patterns()
