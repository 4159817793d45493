#!/usr/bin/env bash
# Writes docs/SCREENS.md: the dashboard's screens at fixed moments of the sample incidents, as text.
#
#   scripts/screens.sh [LEEWAY]
#
# LEEWAY is the program; the release build of this folder if it is not given. Needs tmux and Python. Takes some minutes,
# because the replay has to get to its moments. The agent's screens have times of today, and how fast lines come in
# differs; everything else is the same each time.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
leeway=$(realpath "${1:-$root/.build-release/release/leeway}")
# Runbooks are shown with their path, so it is always the same.
folder=/tmp/credit-risk
mkdir "$folder"
socket=leeway-screens-$$
count=0
agent=
tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
leave() {
  tmux kill-server 2>/dev/null || true
  [ -z "$agent" ] || { kill "$agent" 2>/dev/null && wait "$agent" || true; }
  rm -rf "$folder"
}
trap leave EXIT

# A terminal of its own: WIDTH HEIGHT COMMAND…
terminal() {
  local width=$1 height=$2
  shift 2
  tmux kill-server 2>/dev/null || true
  # Another server each time: one that is about to end takes no sessions.
  count=$((count + 1))
  socket=leeway-screens-$$-$count
  tmux new-session -d -s screens -x "$width" -y "$height" \
    "cd '$folder' && env XDG_STATE_HOME='$folder/views' TERM=tmux-256color $*; read -r _"
  tmux set -g status off
}

keys() {
  local key
  for key in "$@"; do
    tmux send-keys -t screens "$key"
    sleep 0.2
  done
  sleep 0.5
}

resize() {
  tmux resize-window -t screens -x "$1" -y "$2"
  sleep 1
}

# Gives up after so many seconds without the text: SECONDS TEXT
await() {
  local left=$(($1 * 5))
  until tmux capture-pane -p -t screens | grep -qF -- "$2"; do
    left=$((left - 1))
    if [ "$left" -lt 0 ]; then
      echo "screens.sh: '$2' did not come up" >&2
      tmux capture-pane -p -t screens >&2
      exit 1
    fi
    sleep 0.2
  done
}

# The picture as a block of Markdown, without spaces at the ends of lines.
picture() {
  printf '```\n'
  tmux capture-pane -p -t screens | sed 's/ *$//'
  printf '```\n\n'
}

text() { cat; }

# The event time in the header.
clock() { tmux capture-pane -p -t screens | head -1 | grep -oE '[0-9-]{10} [0-9:]{8}Z' || true; }

# Lets a replay that is paused run to a time, slowly in the end, and pauses it there: DATE CLOCK
until_time() {
  local goal="$1 $2Z" near now
  near="$(date -u -d "$1 $2 UTC - 3 hours" '+%F %T')Z"
  tmux send-keys -t screens ' ' : 'speed 9000' Enter
  while now=$(clock) && [[ "$now" < "$near" ]]; do sleep 0.1; done
  tmux send-keys -t screens : 'speed 600' Enter
  while now=$(clock) && [[ "$now" < "$goal" ]]; do sleep 0.1; done
  keys ' '
  now=$(clock)
  if [ "$now" != "$goal" ]; then
    echo "screens.sh: the replay was to stop at $goal and stands at $now; is the machine busy?" >&2
    exit 1
  fi
}


# A picture at a size of its own: WIDTH HEIGHT
picture_at() {
  resize "$1" "$2"
  picture
  resize 120 36
}

# Begins to show the replay.
replay() {
  terminal 120 36 "'$leeway' replay --config SampleLogs/leeway.yaml --watch --speed 600 $*"
  await 20 REPLAY
  keys ' '
}

# The sample logs up to Tuesday 13:00, moved so that they end at the next five minutes, with two lines that cannot be read.
recent_logs() {
  mkdir "$folder/logs"
  python3 - "$root/SampleLogs/logs" "$folder/logs" <<'EOF'
import datetime, glob, gzip, re, sys, time
source, target = sys.argv[1:]
cut = datetime.datetime(2026, 3, 3, 13, tzinfo=datetime.timezone.utc)
shift = datetime.timedelta(seconds=(time.time() - cut.timestamp()) // 300 * 300 + 300)
stamp = re.compile('(?<="ts":")[^"]*')
for kind in ("predictions", "labels"):
    with open(f"{target}/{kind}.jsonl", "w") as out:
        for path in sorted(glob.glob(f"{source}/{kind}-*.jsonl.gz")):
            for line in gzip.open(path, "rt"):
                moment = datetime.datetime.fromisoformat(stamp.search(line)[0].replace("Z", "+00:00"))
                if moment > cut:
                    continue
                text = (moment + shift).isoformat(timespec="milliseconds").replace("+00:00", "Z")
                out.write(stamp.sub(text, line))
        if kind == "predictions":
            out.write('{"ts":"' + text + '","request_id":"r1","model_version":"v2","probability":0.41}\n')
            out.write('{"ts":"' + text + '","request_id":"r2","model_ver\n')
EOF
  sed -e 's#\[logs/\(predictions\|labels\)-.*\]#[../logs/\1.jsonl]#' -e 's#action_max_age: 1h#action_max_age: 12h#' \
    "$root/SampleLogs/leeway.yaml" > "$folder/SampleLogs/recent.yaml"
  sed -i 's#^    only_if_still: red#&\n    approval: {expires: 4h}#' "$folder/AlertRules/credit-risk.yaml"
}

start_agent() {
  "$leeway" agent --config "$folder/SampleLogs/recent.yaml" > "$folder/agent.log" 2>&1 &
  agent=$!
  local left=120
  until ("$leeway" alerts --config "$folder/SampleLogs/recent.yaml" 2>/dev/null || true) | grep -q 'WAITS FOR APPROVAL'; do
    left=$((left - 1))
    if [ "$left" -lt 0 ]; then
      echo "screens.sh: the agent does not get there" >&2
      exit 1
    fi
    sleep 1
  done
}

cp -r "$root/SampleLogs" "$root/AlertRules" "$folder/"
page="$folder/SCREENS.md"
exec 3>&1 1> "$page"

text <<'EOF'
# Screens

The [sample incidents](../SampleLogs/README.md) in the dashboard, as text: the terminal shows the same in colour.
[DASHBOARD.md](DASHBOARD.md) explains keys and views, [WALKTHROUGH.md](WALKTHROUGH.md) what the figures say. Where nothing
else is said a screen has 120 columns and 36 lines. `scripts/screens.sh` makes them anew.

## Monday 18:15, a shift in one region

The overview. Worst first: PSI of `age` is red in one region, over all traffic it is not. The alert says since when and
who looks after it. The model's health is 0.73, and its labels are still coming in.

EOF
replay
until_time 2026-03-02 18:15:00
picture
text <<'EOF'
With 80 columns and 24 lines the panes stand below each other:

EOF
picture_at 80 24
text <<'EOF'
With 200 columns and 60 lines all segments have room, and the history of the selected cell:

EOF
picture_at 200 60
text <<'EOF'
With 40 columns and 10 lines, the smallest, there is one pane at a time:

EOF
picture_at 40 10
text <<'EOF'
`enter` on the red cell opens the feature in that region: younger people apply, since about 14:35.

EOF
keys : 'segment region=apac' Enter : 'feature age' Enter
picture
text <<'EOF'
`?` has the keys of the view that is open, and all commands.

EOF
keys '?'
picture
text <<'EOF'
`/` narrows down the lists while it is typed, here to the regions, and to what is red or yellow in one of them.

EOF
keys Escape Escape / 'region= red yellow'
picture
text <<'EOF'
`:` takes commands; `tab` completes their names and values.

EOF
keys Escape : 'feature in' Tab
picture

text <<'EOF'
## Tuesday 12:50, a version that declines more women

Version `v2` has taken over. Its gap between the sexes is red, and the scores have moved. A rollback was planned: here, in a
replay, a dry run.

EOF
keys Escape : 'segment all' Enter g Escape
until_time 2026-03-03 12:50:00
picture
text <<'EOF'
`o`: the alert with its evidence, what was done about it, and what to do.

EOF
keys o
picture
text <<'EOF'
`f`: the groups with their intervals. Of the women 44 % are declined, of the men 28 %, and the gap opened with `v2`.

EOF
keys Escape f
picture
text <<'EOF'
`V`: the two versions side by side. `v1` is better in nine figures, and where the few rows that it has left show no
difference, that is said, too.

EOF
keys Escape V
picture

text <<'EOF'
## Tuesday 20:00, a value that nobody knew

`:feature channel`. Six in a hundred requests come by a channel that the reference does not have.

EOF
keys Escape Escape
until_time 2026-03-03 20:00:00
keys : 'segment all' Enter : 'feature channel' Enter
picture

text <<'EOF'
## Wednesday 13:45, the world changed

No feature has drifted, but AUC is red: only the labels can tell.

EOF
keys Escape Escape
until_time 2026-03-04 13:45:00
keys 4 g 2 g Escape
picture
text <<'EOF'
`p`: AUC has fallen since the night, below what was estimated without labels. The reliability diagram has where the scores
are off.

EOF
keys : 'segment all' Enter p
picture
text <<'EOF'
`c`: every figure, and the verdict.

EOF
keys Escape c
picture
text <<'EOF'
On `recall`, `5` shows its causes, and `z` gives them the screen.

EOF
keys Down Down 5 z
picture
text <<'EOF'
`L`: the log of three days.

EOF
keys Escape Escape L
picture

text <<'EOF'
## Attached to an agent

The logs of Tuesday once more, this time followed by an agent that asks for approval before it rolls back.
`leeway watch --by alice`, `a`:

EOF
recent_logs
start_agent
terminal 120 36 "'$leeway' watch --config SampleLogs/recent.yaml --by alice"
await 20 'WAITS FOR'
await 60 ATTACHED
keys a
picture
text <<'EOF'
`A` asks before anything is done. *Approve* can be reached when a reason is given and the model's name is typed.

EOF
keys A 'declines twice as many women' Enter credit-risk Tab Tab
picture
text <<'EOF'
`i`: files, lines that could not be read, labels by their age, and deliveries. Nobody listens where `hook` sends to.

EOF
keys Escape i
picture

text <<'EOF'
## With ASCII alone

`--ascii`, or a terminal whose locale is not UTF-8:

EOF
replay --ascii
until_time 2026-03-02 18:15:00
picture

exec 1>&3
sed -i -e ':a' -e '/^\n*$/{$d;N;ba' -e '}' "$page"
cp "$page" "$root/docs/SCREENS.md"
echo "docs/SCREENS.md: $(grep -c '^```$' "$root/docs/SCREENS.md" | awk '{print $1 / 2}') screens"
