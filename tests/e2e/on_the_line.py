"""Fixtures of journeys over a line that can be cut: a telephone that writes a test, and the organiser's desk."""

import pytest
from django.urls import reverse

from courses.models.pages import CourseOrganiser
from tests.e2e.line import Line
from tests.e2e.sitting import log_in_as
from tests.factories.members import PASSWORD, make_member, make_organiser
from tests.factories.quizzes import begin, make_sitting


@pytest.fixture
def line(live_server):
    made = Line(live_server.url)
    yield made
    made.cut()


@pytest.fixture
def attempt(context, line):
    """Budi's, of four questions in half an hour; his browser is logged in over the line."""
    quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), questions=4, time_limit_minutes=30)
    log_in_as(context, line.url, enrolment.member)
    return begin(quiz, enrolment)


@pytest.fixture
def desk(browser, live_server, attempt):
    """The organiser's view of the test on its day, over a line of its own."""
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=attempt.enrolment.batch.course, member=organiser)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    log_in_as(context, live_server.url, organiser)
    page = context.new_page()
    page.goto(live_server.url + reverse("quizzes:live", args=[attempt.enrolment.batch.code, attempt.quiz.uid]))
    yield page
    context.close()
