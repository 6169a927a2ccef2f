# The windowed trainer: library tb_ui. SDL2 for window, devices and sound; Dear ImGui 1.86 for text
# and its draw list; libpng for pictures.
find_package(SDL2 REQUIRED CONFIG)
pkg_check_modules(EPOXY REQUIRED IMPORTED_TARGET epoxy)
pkg_check_modules(IMGUI REQUIRED IMPORTED_TARGET imgui)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)

# What needs no window: the hand, hints, sound synthesis, the attempt, the debrief's data.
add_library(tb_trainer STATIC attempt.c bindings.c courses.c debrief.c disputes.c hand.c hand_tick.c hint.c instructor.c items.c keeper.c lesson.c library.c moments.c notes.c progress_view.c review.c small_json.c settings.c aftermath.c
  replay.c speak.c synth.c text.c text_edit.c theme.c track.c)
target_link_libraries(tb_trainer PUBLIC tb_app PRIVATE SDL2::SDL2 PkgConfig::JANSSON)

add_library(tb_ui STATIC app.c app_attempts.c app_conclude.c app_devices.c app_events.c app_load.c app_settings.c app_touch.c app_visits.c audio.c bench_frames.c bodymap.c bodymap_data.c camera_control.c case_watch.c cmd_play.c
  cmd_shot.c encounter_dialogs.c encounter_map.c encounter_scene.c exam_encounter.c exam_panel.c gl_window.c learner.c offscreen.c panel_patient.c panel_scan.c panel_section.c panel_strips.c panel_tools.c
  debrief_follows.c plan_chart.c png_write.c progress_charts.c review_dialogs.c screen_aftermath.c screen_between.c screen_briefing.c screen_common.c screen_controls.c screen_course.c screen_debrief.c screen_encounter.c screen_exam.c screen_guess.c screen_home.c screen_instructor.c screen_keys.c screen_notes.c screen_plan.c screen_progress.c screen_recordings.c screen_replay.c screen_review.c
  section_labels.c
  screen_settings.c text_field.c ui.c ui_draw.c ui_face.c ui_figure.c ui_icons.c ui_layout.c ui_pictures.c ui_shim.cpp)
target_link_libraries(tb_ui PUBLIC tb_trainer SDL2::SDL2
  PRIVATE PkgConfig::EPOXY PkgConfig::IMGUI PkgConfig::PNG PkgConfig::JANSSON ${CMAKE_DL_LIBS} m)
set_source_files_properties(ui_shim.cpp PROPERTIES COMPILE_OPTIONS "-isystem/usr/include/imgui")

# Catalogues of the screens and of the case files' texts: one from each .po file, and the pseudo
# language from the templates.
find_program(MSGFMT msgfmt REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(locale_dir ${PROJECT_SOURCE_DIR}/assets/locale)
set(catalogues)
foreach(language de qps)
  foreach(part "" -cases)
    set(folder ${CMAKE_BINARY_DIR}/share/locale/${language}/LC_MESSAGES)
    file(MAKE_DIRECTORY ${folder})
    set(source ${locale_dir}/${language}${part}.po)
    if(language STREQUAL qps)
      set(source ${CMAKE_BINARY_DIR}/qps${part}.po)
      add_custom_command(OUTPUT ${source}
        COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tools/translations pseudo ${source} $<$<STREQUAL:${part},-cases>:--cases>
        DEPENDS ${locale_dir}/tautband${part}.pot ${PROJECT_SOURCE_DIR}/tools/translations COMMAND_EXPAND_LISTS VERBATIM)
    endif()
    add_custom_command(OUTPUT ${folder}/tautband${part}.mo
      COMMAND ${MSGFMT} --check-format -o ${folder}/tautband${part}.mo ${source} DEPENDS ${source} VERBATIM)
    list(APPEND catalogues ${folder}/tautband${part}.mo)
  endforeach()
endforeach()
add_custom_target(tb_catalogues ALL DEPENDS ${catalogues})
