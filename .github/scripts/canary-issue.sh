#!/usr/bin/env bash
# Keeps one issue about what the newest versions break: opens it, or brings it up to date. $RUN is the run's address.
set -euo pipefail
cd "$(dirname "$0")/../.."

title="The newest torch breaks promises"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ cat build/canary/issue.md; printf '\nFound by %s\n' "$RUN"; } >"$body"

# Only its own: anybody may open an issue of this title.
number=$(gh issue list --state open --author "app/github-actions" --limit 200 --json number,title \
    --jq "[.[] | select(.title == \"$title\")][0].number // empty")
if [ -n "$number" ]; then
    gh issue edit "$number" --body-file "$body"
else
    gh issue create --title "$title" --body-file "$body"
fi
