#!/usr/bin/env bash
# The real window under Xvfb: the first lesson by mouse, an encounter by keys from home to its score, the replay scrubbed,
# text at 200 % in the settings, sizes from 800x600 to 2560x1440. It must take every key and click, write recording and
# score, and close when asked. Skips (77) without Xvfb or xdotool.
set -u
program=$1
for tool in Xvfb xdotool; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
work=$(mktemp -d)
display_file=$work/display
Xvfb -displayfd 3 -screen 0 2560x1440x24 3>"$display_file" >/dev/null 2>&1 &
server=$!
player=
finish()
{
    [ -z "$player" ] || kill "$player" 2>/dev/null
    kill "$server" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
for _ in $(seq 100); do [ -s "$display_file" ] && break; sleep 0.1; done
[ -s "$display_file" ] || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$(cat "$display_file") XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset SDL_VIDEODRIVER WAYLAND_DISPLAY
export SDL_AUDIODRIVER=dummy

start()
{
    "$program" play "$@" >"$work/out" 2>"$work/err" &
    player=$!
    window=
    for _ in $(seq 200); do
        window=$(xdotool search --name '^Tautband' 2>/dev/null | head -n 1)
        [ -z "$window" ] || break
        kill -0 "$player" 2>/dev/null || { echo "the trainer ended: $(cat "$work/err")"; exit 1; }
        sleep 0.1
    done
    [ -n "$window" ] || { echo "no window appeared"; exit 1; }
    xdotool windowfocus --sync "$window"
}
start --seed 7
press() { xdotool key --window "$window" --delay 60 "$@"; sleep 0.4; }
hold() { xdotool keydown --window "$window" "$1"; sleep "$2"; xdotool keyup --window "$window" "$1"; sleep 0.3; }
sleep 2
picture() { [ -z "${TB_TEST_OUTPUT:-}" ] || ! command -v import >/dev/null || import -window root "$TB_TEST_OUTPUT/window-$1.png"; }

click() { xdotool mousemove --window "$window" "$1" "$2"; sleep 0.2; xdotool click 1; sleep 0.6; }
resize() { xdotool windowmove "$window" 0 0; xdotool windowsize "$window" "$1" "$2"; sleep 0.7; }
alive() { kill -0 "$player" 2>/dev/null || { echo "the trainer ended $1: $(cat "$work/err")"; exit 1; }; }
recordings() { find "$work/data" -name '*.tbr' 2>/dev/null | wc -l; }

resize 1280 720
picture home
click 154 366; sleep 2         # the first lesson
xdotool mousemove --window "$window" 400 360
hold w 0.8                     # press
picture lesson
press Escape
picture pause
click 760 453; sleep 1         # leave it
alive "in the lesson"
[ "$(recordings)" = 1 ] || { echo "the lesson was not recorded"; exit 1; }
picture home-again
press Return; sleep 1          # practise: the briefing
picture briefing
press Return; sleep 2          # -> the hands-on part
press 1
hold w 1.5                     # press
press d; sleep 1.2             # stroke across
press q; sleep 0.5             # ask
picture palpate
hold s 1.5                     # ease
press m                        # mark
press f                        # warn
press 4
press n
press g; sleep 0.5             # tube on the skin
press t; sleep 0.6             # tap
press g; sleep 0.4             # tube off
hold w 2                       # advance
press space; sleep 3; press space
picture needle
resize 800 600
picture small
resize 2560 1440
picture large
resize 1280 720
press x
press o; sleep 4               # out
press y; sleep 0.5             # bin
press 5; hold w 1; sleep 2     # cotton
alive "while played"
press Return; sleep 0.5        # finish: asks first
picture finish
press Return; sleep 1          # to the plan
picture plan
press Return; sleep 1          # to the guess
picture guess
press Tab; press Return; sleep 2 # and to the score
picture score
score=$(find "$work/data" -name '*score*.json' 2>/dev/null | head -n 1)
recording=$(dirname "$score")/recording.tbr
[ -n "$score" ] || { echo "no score was written; $(find "$work/data" | head)"; exit 1; }
[ -s "$recording" ] || { echo "no recording was written"; exit 1; }
"$program" replay "$recording" --verify || { echo "the recording does not verify"; exit 1; }
grep -q '"needle-placed"\|D1_entry' "$score" || { echo "the score says nothing of the needle"; exit 1; }
press Tab; press Return; sleep 2 # the replay
picture replay
click 500 600; sleep 0.5       # somewhere on its bar
press space; sleep 0.5; press space
press shift+Next               # the next event
picture scrubbed
alive "in the replay"
press Escape; press Escape; sleep 0.5
click 716 32; sleep 0.5        # settings
click 821 159; sleep 0.7       # text at 200 %
resize 800 600
picture settings-small
resize 2560 1440
picture settings-large
alive "in the settings"
grep -q '^text-percent = 200' "$work/config/tautband/settings.conf" || { echo "the size of text was not kept"; exit 1; }
xdotool key --window "$window" ctrl+q; sleep 1
if kill -0 "$player" 2>/dev/null; then
    kill "$player"
fi
wait "$player"

# A case that is named opens at its briefing: its attempt has begun, and goes when that is left.
start --case gal-hiker
begun() { find "$work/data" -maxdepth 4 -name '*-gal-hiker' 2>/dev/null | wc -l; }
for _ in $(seq 100); do [ "$(begun)" = 0 ] || break; sleep 0.1; done
sleep 0.5
picture case-briefing
[ "$(begun)" = 1 ] || { echo "--case did not open its briefing: $(cat "$work/err")"; exit 1; }
press Escape; sleep 0.5
[ "$(begun)" = 0 ] || { echo "the attempt was not given up with its briefing"; exit 1; }
xdotool key --window "$window" ctrl+q; sleep 1
kill -0 "$player" 2>/dev/null && kill "$player"
wait "$player"
echo "window: lesson, encounter, score, replay and settings, $(grep -o '"total": *[0-9.]*' "$score")"
