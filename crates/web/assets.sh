#!/bin/sh
# Copies what the console takes from npm into crates/web/assets/vendor, which the binary embeds.
# Run `npm ci --ignore-scripts` first; running this twice changes nothing.
set -eu
cd "$(dirname "$0")/../.."
from=node_modules
to=crates/web/assets/vendor
if [ ! -d "$from/htmx.org" ]; then
    echo "assets.sh: node_modules is missing; run \`npm ci --ignore-scripts\` in the project's root first" >&2
    exit 1
fi
mkdir -p "$to"
cp "$from/htmx.org/dist/htmx.min.js" "$to/"
for subset in latin latin-ext; do
    cp "$from/@fontsource-variable/inter/files/inter-$subset-wght-normal.woff2" "$to/inter-$subset.woff2"
done
cp "$from/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2" "$to/jetbrains-mono-latin.woff2"
# One sprite of the icons named in assets/icons.txt, as symbols that take the text's colour.
{
    printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
    while read -r name file; do
        case "$name" in '' | '#'*) continue ;; esac
        printf '<symbol id="%s" viewBox="0 0 24 24">' "$name"
        sed -e '/<!--/d' "$from/lucide-static/icons/$file.svg" | tr -d '\n' | sed -e 's/^[^>]*<svg[^>]*>//' -e 's/<\/svg>.*$//' -e 's/  */ /g'
        printf '</symbol>\n'
    done < crates/web/assets/icons.txt
    printf '</svg>\n'
} > "$to/icons.svg"
cat "$from/htmx.org/LICENSE" "$from/@fontsource-variable/inter/LICENSE" "$from/@fontsource-variable/jetbrains-mono/LICENSE" \
    "$from/lucide-static/LICENSE" > "$to/LICENSES.txt"
