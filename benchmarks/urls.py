from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms.urls import urlpatterns as site_patterns


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("bare/", bare), *site_patterns]
