#!/bin/sh
# Installs the converters, each trafilatura in an environment of its own: tests/converters/setup.sh ENVIRONMENTS
# Python 3.11 or newer with venv, and the right to install Debian's packages. Takes some minutes.
set -eu
environments=$1
mkdir -p "$environments"
apt-get install -y -qq w3m lynx pandoc poppler-utils chromium fonts-noto-cjk >/dev/null
make() {
    python3 -m venv "$environments/$1"
    name=$1
    shift
    "$environments/$name/bin/pip" install -q --disable-pip-version-check "$@"
}
for version in 1.4.1 1.6.4 1.8.1 1.9.0; do
    # These were made for an lxml that still had its cleaner.
    make "t$version" "trafilatura==$version" 'lxml<5.2' 'lxml_html_clean==0.4.4'
done
for version in 1.10.0 1.12.2; do
    make "t$version" "trafilatura==$version" 'lxml==5.4.0'
done
make t2.0.0 trafilatura==2.0.0 lxml==6.1.3
make t2.3.0 trafilatura==2.3.0 lxml==6.1.3
make conv html2text==2025.4.15 markdownify==1.2.0 beautifulsoup4==4.14.2 inscriptis==2.6.0 resiliparse==2.0.1 weasyprint==70.0 lxml==6.1.3 duckdb==2.0.1
