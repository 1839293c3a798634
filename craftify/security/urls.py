"""Where browsers report."""

from django.urls import path

from craftify.security import reports
from craftify.security.headers import REPORTS

urlpatterns = [path(REPORTS.lstrip("/"), reports.policy, name="policy-reports")]
