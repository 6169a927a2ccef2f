// `case new`: a commented case file for a site, complete enough to pass `case check` and to be
// played, with every choice that an author has left to make.
#include "case_files.h"

#include <stdio.h>
#include <string.h>

static void write_head(const tb_site *site, const char *id, FILE *f)
{
    fprintf(f,
            "# %s: say in a line or two what this case teaches.\n"
            "# Every key: `tautband case manual`. Faults: `tautband case check FILE`. On a page:\n"
            "# `tautband case show FILE` (--svg draws it). While you write, keep the trainer open\n"
            "# with `tautband play --case FILE`: it reads the file again whenever it is saved.\n"
            "format: 2\n"
            "id: %s                # also the name of the file, without .yaml\n"
            "title: \"A new case: %.44s\"   # up to 63 characters, for the library\n"
            "site: %s   # the anatomy, a file of assets/sites\n"
            "level: 2                   # 1 easy to 4 advanced\n",
            site->muscle, id, site->title, site->id);
    fputs(site->right_only ? "# the site describes the right side only\n\n"
                           : "side: right                # or left, shown as its mirror image\n\n",
          f);
}

static void write_patient(FILE *f)
{
    fputs("patient:\n"
          "  who: office worker, 40     # work and age, never a name\n"
          "  sex: female                # female or male\n"
          "  bmi: 24                    # mean of this case's patients\n"
          "  bmi_sd: 2\n"
          "  complaint: It has been sore for weeks, and it is worse by the evening.\n"
          "  history:                   # answers in the patient's words, up to 8\n"
          "    - It began after I did more than usual.\n"
          "    - It is worst when I use it, and it eases with rest.\n"
          "    - No fever, no fall, no numbness.\n"
          "  # pressure that hurts on 1 cm2, at an active, a latent and a normal place, in kPa\n"
          "  pain_threshold_kpa: [220, 280, 340]\n"
          "  pain_threshold_cv: 0.32\n"
          "  source: model-default      # keys of assets/sources.csv, ';' between\n\n",
          f);
}

static void write_points(const tb_site *site, FILE *f)
{
    fputs("# Trigger points of the site that these patients have. Without this list one of the\n"
          "# site's is drawn. The site knows:\n",
          f);
    for (int i = 0; i < site->trigger_point_count; ++i) {
        fprintf(f, "#   %s: %s\n", site->trigger_points[i].id, site->trigger_points[i].label);
    }
    fprintf(f, "points:\n  - {id: %s, state: active}\n\n", site->trigger_points[0].id);
}

static void write_difficulty(FILE *f)
{
    fputs("# What makes it harder (or easier); 1 is the site as it is.\n"
          "difficulty:\n"
          "  jitter: 1                  # how far points lie from their usual place\n"
          "  point_size: 1              # smaller is harder\n"
          "  point_depth: 0             # added to the share of the muscle's depth\n"
          "  band_contrast: 1           # 0: no band to feel\n"
          "  pain_sensitivity: 1\n"
          "  anatomy: 1                 # how far nerves and vessels lie from their usual place\n"
          "  variants: 1                # factor on how often anatomy is rare\n"
          "  decoys: true               # tender spots and bands that are not the point\n\n",
          f);
}

static void write_optional(const tb_site *site, FILE *f)
{
    fputs("# To change what the site gives, take away the '#':\n# needles:\n", f);
    for (int i = 0; i < site->needle_count; ++i) {
        fprintf(f, "#   - {diameter_mm: %g, length_mm: %g}\n", site->needles[i].diameter_mm,
                site->needles[i].length_mm);
    }
    fputs("# referral:                  # 1 = usual, 0.4 = sometimes\n", f);
    for (int i = 0; i < site->referral_count; ++i) {
        fprintf(f, "#   - {region: %s, weight: %g}\n", site->referral[i].region,
                site->referral[i].weight);
    }
    fputs("# perpetuating:\n", f);
    for (int i = 0; i < site->perpetuating_count; ++i) {
        fprintf(f, "#   - \"%s\"\n", site->perpetuating[i]);
    }
    fputc('\n', f);
}

static void write_care(FILE *f)
{
    fputs(
        "care:\n"
        "  voice: any                 # stoic, talkative, anxious, or any\n"
        "  needle_fear: 0.2           # 0 to 1; from 0.6 on the patient can faint\n"
        "  restriction: 0.4           # 0 to 1: wide stiffness, eased by slow broad strokes\n"
        "  severity: 0.8              # 0 to 1 at the first visit\n"
        "  decision: needle           # right today: needle, manual, exercise, refer, decline\n"
        "  also: manual               # another right one; leave it out when there is none\n"
        "  # Questions: identity, unwell, swelling, numbness, breath, blood-thinners, pregnancy,\n"
        "  # skin, immune, implants, needles, earlier. Those not listed get a plain no.\n"
        "  # flag: none, adapt, no_needle, red (send on at once).\n"
        "  screening:\n"
        "    - {question: identity, answer: \"Yes, it is the right side.\", flag: none}\n"
        "    - {question: needles, answer: \"I do not mind them.\", flag: none}\n"
        "    - {question: earlier, answer: \"Rest and heat. It came back.\", flag: none}\n"
        "  # Three right options and three wrong ones of about equal length.\n"
        "  plan:\n"
        "    - {text: \"Change the load that started it, and raise it again in small steps.\", "
        "right: true, weight: 1}\n"
        "    - {text: \"Strengthen the muscle every second day for ten weeks, slowly heavier.\", "
        "right: true, weight: 1}\n"
        "    - {text: \"Change posture or workplace so that the muscle can rest in between.\", "
        "right: true, weight: 1}\n"
        "    - {text: \"A needle every week from now on, and everything else as it was before.\", "
        "right: false}\n"
        "    - {text: \"Complete rest until there is no pain at all, then straight back to it.\", "
        "right: false}\n"
        "    - {text: \"Stretch as hard as possible, many times a day, through all the pain.\", "
        "right: false}\n",
        f);
}

void tb_case_starter(const tb_site *site, const char *id, FILE *stream)
{
    write_head(site, id, stream);
    write_patient(stream);
    write_points(site, stream);
    write_difficulty(stream);
    write_optional(site, stream);
    write_care(stream);
}
