"""The route that serves each page type, in the table; Wagtail's own serving is closed to it."""

PAGE_TYPES = {
    "home.HomePage": "home:front",
    "courses.CourseIndexPage": "courses:index",
    "courses.CoursePage": "courses:course",
    "courses.MaterialPage": "courses:material",
    "quizzes.QuizPage": "quizzes:landing",
}
