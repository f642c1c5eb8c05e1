#!/usr/bin/env bash
# Releases what lies in dist/ under the tag $TAG, which must be the version that the project names.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
if [ "$TAG" != "v$version" ]; then
    echo "the tag $TAG is not the version of pyproject.toml; tag v$version, or change the version" >&2
    exit 1
fi
# What CHANGELOG.md says of this version, up to the next heading.
notes=$(awk -v version="$version" '/^## /{inside = index($0, "## " version) == 1; next} inside' CHANGELOG.md)
if [ -z "${notes//[[:space:]]/}" ]; then
    echo "CHANGELOG.md says nothing of $version; add a section ## $version" >&2
    exit 1
fi
gh release create "$TAG" --verify-tag --title "$version" --notes "$notes" dist/*
