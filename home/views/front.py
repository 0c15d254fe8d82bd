from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates.qr import TOKEN_LENGTH, is_token, read_token
from home.selectors import front_page

MOST_TYPED = 300


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home_page.html", {"front": front_page(request.user)})


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """From a code as people type it, or a whole address copied from somewhere, to its page. What cannot be a code is
    said so here, where nothing is looked up."""
    typed = request.GET.get("code", "").replace("\0", "").strip()[:MOST_TYPED]
    code = read_token(typed)
    if is_token(code):
        return redirect(f"/V/{code}")
    context = {
        "typed": typed,
        "count": len(code),
        "is_number": "/" in typed and "://" not in typed,
        "length": TOKEN_LENGTH,
    }
    return render(request, "home/verify.html", context)
