from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from members.personal_data import forgets_personal_data, provides_personal_data, shows_personal_data
        from quizzes import jobs, receivers, registrations  # noqa: F401  models are loaded only now
        from quizzes.message_kinds import register_message_kinds
        from quizzes.personal_data import own_history, sitting_data
        from quizzes.services.answer_files import forget_answer_files
        from quizzes.services.erasure import forget_devices, forget_names_in_history, forget_reasons

        registrations.register()
        register_message_kinds()
        provides_personal_data("tests", sitting_data)
        forgets_personal_data("tests", forget_reasons)
        forgets_personal_data("devices of tests", forget_devices)
        forgets_personal_data("history from elsewhere", forget_names_in_history)
        shows_personal_data(own_history)
        forgets_personal_data("files of answers", forget_answer_files)
