#!/usr/bin/env bash
# The real window under Xvfb, played by keys from home to the score: it must open, take every key, write the attempt's
# recording and score, survive resizing, and close when asked. Skips (77) without Xvfb or xdotool.
set -u
program=$1
for tool in Xvfb xdotool; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
work=$(mktemp -d)
display_file=$work/display
Xvfb -displayfd 3 -screen 0 1600x1000x24 3>"$display_file" >/dev/null 2>&1 &
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

"$program" play --case gastrocnemius-medial --seed 7 >"$work/out" 2>"$work/err" &
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
press() { xdotool key --window "$window" --delay 60 "$@"; sleep 0.4; }
hold() { xdotool keydown --window "$window" "$1"; sleep "$2"; xdotool keyup --window "$window" "$1"; sleep 0.3; }
sleep 2
picture() { [ -z "${TB_TEST_OUTPUT:-}" ] || ! command -v import >/dev/null || import -window root "$TB_TEST_OUTPUT/window-$1.png"; }

picture home
press Tab; press Return; sleep 1 # home -> past the lesson to the briefing
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
xdotool windowsize "$window" 1000 640; sleep 0.7
picture small
xdotool windowsize "$window" 1500 900; sleep 0.7
xdotool windowsize "$window" 1280 720; sleep 0.7
press x
press o; sleep 4               # out
press y; sleep 0.5             # bin
press 5; hold w 1; sleep 2     # cotton
kill -0 "$player" 2>/dev/null || { echo "the trainer ended while played: $(cat "$work/err")"; exit 1; }
press Return; sleep 0.5        # finish: asks first
picture finish
press Return; sleep 1          # to the plan
picture plan
press Return; sleep 1          # to the guess
picture guess
press Tab; press Return; sleep 2 # and to the score
picture score
score=$(find "$work/data" -name '*score*.json' 2>/dev/null | head -n 1)
recording=$(find "$work/data" -name '*.tbr' 2>/dev/null | head -n 1)
[ -n "$score" ] || { echo "no score was written; $(find "$work/data" | head)"; exit 1; }
[ -n "$recording" ] || { echo "no recording was written"; exit 1; }
"$program" replay "$recording" --verify || { echo "the recording does not verify"; exit 1; }
grep -q '"needle-placed"\|D1_entry' "$score" || { echo "the score says nothing of the needle"; exit 1; }
xdotool key --window "$window" ctrl+q; sleep 1
if kill -0 "$player" 2>/dev/null; then
    kill "$player"
fi
wait "$player"
echo "window: played from home to the score, $(grep -o '"total": *[0-9.]*' "$score")"
