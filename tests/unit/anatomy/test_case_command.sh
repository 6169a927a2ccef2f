#!/bin/sh
# The case command on good and hopeless files: exit code and first message of each.
# usage: test_case_command.sh PATH_TO_TAUTBAND    (run from the source root)
set -u
tautband=$1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

# expect CODE REGEX ARGUMENTS...: exit code, and a line of stdout or stderr that matches
expect() {
    code=$1 regex=$2
    shift 2
    "$tautband" "$@" >"$dir/out" 2>&1
    met=$?
    if [ "$met" -ne "$code" ] || ! grep -Eq -- "$regex" "$dir/out"; then
        echo "FAILED: tautband $*: exit $met (expected $code), no line matches '$regex':"
        head -n 5 "$dir/out"
        failed=1
    fi
}

good=assets/cases/gastrocnemius-medial.yaml
: >"$dir/empty.yaml"
truncate -s 100M "$dir/large.yaml"
head -c 4096 "$tautband" >"$dir/binary.yaml"
head -c 200000 /dev/zero | tr '\0' '[' >"$dir/deep.yaml"
{
    echo 'a: &a [x, x, x, x, x, x, x, x, x]'
    last=a
    for next in b c d e f g h i; do
        echo "$next: &$next [*$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last]"
        last=$next
    done
} >"$dir/bomb.yaml"
sed 's/level: 1/levle: 1/; s/bmi: 22.8/bmi: lean/' $good >"$dir/two.yaml"

expect 0 'gastrocnemius-medial +1 +gastrocnemius, medial head +Calf pain' case list
expect 0 '^Needles ' case show gastrocnemius-medial
expect 0 '^Needles ' case show $good
expect 3 "no such case; did you mean 'gastrocnemius-medial'\?" case show gastrocnemus-medial
expect 0 ': ok$' case check $good
expect 3 'absent.yaml: error: cannot open: .* \[file\]' case check "$dir/absent.yaml"
expect 3 ': error: cannot read: .* \[file\]' case check "$dir"
expect 3 'empty.yaml: error: the file is empty \[empty\]' case check "$dir/empty.yaml"
expect 3 'large.yaml: error: the file is larger than 1 MiB \[size\]' case check "$dir/large.yaml"
expect 3 'binary.yaml:1:1: error: byte 0x7F .* \[encoding\]' case check "$dir/binary.yaml"
expect 3 'deep.yaml:1:17: error: .* nested more than 16 deep \[nesting\]' case check "$dir/deep.yaml"
expect 3 'bomb.yaml:2:8: error: aliases .* \[alias\]' case check "$dir/bomb.yaml"
expect 3 "two.yaml:7:1: error: unknown key 'levle'.* 'level'\? \[unknown-key\]" case check "$dir/two.yaml"
expect 3 "two.yaml:12:8: error: 'patient.bmi' must be a number, not 'lean' \[type\]" case check "$dir/two.yaml"
expect 3 ': ok$' case check $good "$dir/empty.yaml"
expect 0 'gastrocnemius-medial.yaml: ok$' case check assets/sites/*.yaml
expect 0 '"additionalProperties": false' case schema
expect 0 '"semi_axes_mm"' case schema --sites
expect 0 '^layers$|^- layers$' case schema --manual
expect 0 'Cut along the needle' case show gastrocnemius-medial
expect 0 '<svg ' case show ls-driver --svg
for site in assets/sites/*.yaml; do
    site=$(basename "$site" .yaml)
    "$tautband" case new --site "$site" --out "$dir/my-$site.yaml" || failed=1
    expect 0 ': ok$' case check "$dir/my-$site.yaml"
done
expect 0 '^id: my-own ' case new --site piriformis --id my-own
expect 1 'stays as it is' case new --site piriformis --out "$dir/my-piriformis.yaml"
expect 2 "no such site; did you mean 'piriformis'" case new --site pirifomis
expect 2 'needs --site' case new
expect 2 'small letters' case new --site piriformis --id Big
sed 's/wilke-2018/wilke-2081/' $good >"$dir/source.yaml"
expect 3 'source.yaml:[0-9]+:[0-9]+: error: .* \[unknown-source\]' case check "$dir/source.yaml"
expect 0 '^.TH TAUTBAND-CASE 5$' case manual
expect 0 '^.SH COURSE FILES$' case manual
expect 0 '"ltr_weight"' case schema --courses
expect 0 '^first-needles ' course list
expect 0 '^School +sustained' course show station-exam
expect 0 ': ok$' course check assets/courses/*.yaml
sed 's/id: gam-dvt/id: gam-dvd/' assets/courses/first-needles.yaml >"$dir/course.yaml"
mkdir "$dir/courses" && mv "$dir/course.yaml" "$dir/courses/" && cp -r assets/cases "$dir/cases"
expect 3 "course.yaml:[0-9]+:[0-9]+: error: there is no case 'gam-dvd' \[unknown-case\]" course check "$dir/courses/course.yaml"
expect 3 "no such course; did you mean 'whole-body'" course show whole-bdy
for case in assets/cases/*.yaml; do
    grep -q "\`$(basename "$case" .yaml)\`" docs/cases.md || { echo "FAILED: $case is not in docs/cases.md"; failed=1; }
done
expect 2 "did you mean 'check'" case chekc
expect 2 'wrong number of arguments' case show
expect 2 'needs one of' case
expect 0 'usage: tautband case' case --help
exit $failed
