"""People's own addresses, and the global console's."""

from django.urls import include, path

from accounts.views.home import home
from accounts.views.install import install
from accounts.views.invitation import invitation
from accounts.views.session import after_sign_in, choose, profile, profile_password
from accounts.views.sessions import session_end, sessions, sessions_end
from accounts.views.team import (
    team,
    team_deactivate,
    team_invite,
    team_reactivate,
    team_resend,
    team_revoke,
    team_role,
)
from accounts.views.trail import audit

accounts = [
    path("instalar/", install, name="install"),
    path("convite/<str:token>/", invitation, name="invitation"),
    path("conta/entrada/", after_sign_in, name="after_sign_in"),
    path("conta/negocios/", choose, name="choose"),
    path("conta/perfil/", profile, name="profile"),
    path("conta/perfil/senha/", profile_password, name="profile_password"),
    path("conta/sessoes/", sessions, name="sessions"),
    path("conta/sessoes/encerrar/", sessions_end, name="sessions_end"),
    path("conta/sessoes/<int:pk>/encerrar/", session_end, name="session_end"),
    path("painel/", home, name="home"),
    path("painel/equipe/", team, name="team"),
    path("painel/equipe/convidar/", team_invite, name="team_invite"),
    path("painel/equipe/<int:pk>/papel/", team_role, name="team_role"),
    path("painel/equipe/<int:pk>/desativar/", team_deactivate, name="team_deactivate"),
    path("painel/equipe/<int:pk>/reativar/", team_reactivate, name="team_reactivate"),
    path("painel/equipe/convites/<int:pk>/revogar/", team_revoke, name="team_revoke"),
    path("painel/equipe/convites/<int:pk>/reenviar/", team_resend, name="team_resend"),
    path("painel/auditoria/", audit, name="audit"),
]
urlpatterns = [
    path("", include((accounts, "accounts"))),
    path("console/", include("accounts.console.urls")),
]
