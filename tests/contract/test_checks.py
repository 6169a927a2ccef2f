#!/usr/bin/env python3
"""The checks must notice what they are there for: each is shown a fault and something harmless."""
import pathlib
import unittest

import check_layers
import check_symbols
import check_words
import headers

ROOT = pathlib.Path(__file__).resolve().parents[2]


def layer_faults(path, text):
    return list(check_layers.check_file(ROOT, ROOT / path, text))


class Layers(unittest.TestCase):
    def test_upward_include(self):
        upward = '#include "tautband/session/session.h"\n'
        self.assertEqual(len(layer_faults("sim/physics/x.c", upward)), 1)
        self.assertEqual(len(layer_faults("sim/patient/x.c", upward)), 1)
        self.assertEqual(layer_faults("sim/app/x.c", upward), [])

    def test_physics_and_anatomy_are_strangers(self):
        self.assertTrue(layer_faults("sim/physics/x.c", '#include "tautband/anatomy/case.h"\n'))
        self.assertTrue(layer_faults("sim/anatomy/x.c", '#include "tautband/physics/beam.h"\n'))

    def test_render_sees_no_scores(self):
        self.assertTrue(layer_faults("sim/render/x.c", '#include "tautband/scoring/score.h"\n'))

    def test_private_headers_stay_private(self):
        self.assertTrue(layer_faults("sim/session/x.c", '#include "../physics/world_internal.h"\n'))

    def test_libraries_stay_hidden(self):
        for path, name in (("sim/session/x.c", "yaml.h"), ("sim/physics/beam.c", "chipmunk/cp.h"),
                           ("include/tautband/render/x.h", "epoxy/gl.h"),
                           ("sim/patient/x.c", "unistd.h"), ("sim/app/x.c", "cglm/cglm.h")):
            self.assertTrue(layer_faults(path, f"#include <{name}>\n"), (path, name))
        self.assertEqual(layer_faults("sim/physics/world.c", "#include <chipmunk/cp.h>\n"), [])


class Headers(unittest.TestCase):
    TEXT = """/// Top.
#define TB_X(a) tb_not_me(a)
typedef struct tb_a {
    int (*tb_member)(int);
} tb_a;

/// Documented.
int tb_one(int a,
           int b);
const char *tb_two(void);
/// Inline.
static inline double tb_three(double x)
{
    return tb_four(x);
}
"""

    def test_functions(self):
        found = headers.functions(None, self.TEXT)
        self.assertEqual([f.name for f in found], ["tb_one", "tb_two", "tb_three"])
        self.assertEqual([f.documented for f in found], [True, False, True])
        self.assertEqual([f.inline for f in found], [False, False, True])


class Symbols(unittest.TestCase):
    def test_sections(self):
        self.assertTrue(check_symbols.mutable(".bss", "OBJECT"))
        self.assertTrue(check_symbols.mutable(".data", "OBJECT"))
        self.assertFalse(check_symbols.mutable(".data.rel.ro.local", "OBJECT"))
        self.assertFalse(check_symbols.mutable(".rodata", "OBJECT"))
        self.assertFalse(check_symbols.mutable(".text", "FUNC"))

    def test_forbidden(self):
        for name in ("exp", "tanhf", "rand", "getenv", "printf", "malloc", "clock_gettime"):
            self.assertIn(name, check_symbols.FORBIDDEN)
        for name in ("sqrt", "floor", "fabs", "fmod", "memcpy", "snprintf", "fwrite"):
            self.assertNotIn(name, check_symbols.FORBIDDEN)


class Words(unittest.TestCase):
    def faults(self, text):
        return list(check_words.faults_of(text, {"README.md"}))

    def test_claims_and_tone(self):
        for text in ("You are now competent.", "a certified skill", "Oops", "needling cures pain"):
            self.assertEqual(len(self.faults(text)), 1, text)
        self.assertEqual(self.faults("secure, accurate, procured, obscured"), [])
        for text in ("Sie sind nun kompetent.", "Die Nadel heilt.", "Gut gemacht!"):
            self.assertEqual(len(self.faults(text)), 1, text)
        wrapped = 'msgid "That was a great "\n"job."'
        self.assertEqual(len(self.faults(check_words.unwrapped(wrapped))), 1)

    def test_documents(self):
        self.assertEqual(self.faults("see README.md"), [])
        self.assertEqual(len(self.faults("see elsewhere/notes.md 4.3")), 1)


if __name__ == "__main__":
    unittest.main()
