from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from home.selectors import front_page


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home_page.html", {"front": front_page(request.user)})


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """From a code as people type it, or a whole address copied from somewhere, to its page."""
    typed = request.GET.get("code", "").strip().rstrip("/")
    code = "".join(typed.rpartition("/")[2].split()).replace("-", "").upper()
    return redirect(f"/V/{quote(code)}" if code else f"{reverse('home:front')}#verify")
