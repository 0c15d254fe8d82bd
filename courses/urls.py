from django.urls import URLPattern, path

from courses.views import files, reading

app_name = "courses"

urlpatterns: list[URLPattern] = [
    path("courses/", reading.course_list, name="index"),
    path("courses/<slug:slug>/", reading.course, name="course"),
    path("courses/<slug:slug>/<slug:material_slug>/", reading.material, name="material"),
    path("materials/<uuid:uid>/files/<int:attachment_id>/<str:filename>", files.material_file, name="file"),
    path("materials/<uuid:uid>/pictures/<int:picture_id>/<int:width>/", files.material_picture, name="picture"),
]
