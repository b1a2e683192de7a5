#!/bin/sh
# The generator in another project, whose folder it is run in: what the hook of .pre-commit-hooks.yaml and the workflow
# drift.yml do. Its tools are pinned in requirements-generator.txt; the first run installs them into this clone,
# unless GENERATOR_ENVIRONMENT is an environment that has them.
#
#     CLONE/tools/generator.sh drift|generate [--document FILE] [--config FILE] [--output FOLDER] ...
set -eu
clone=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ -z "${GENERATOR_ENVIRONMENT:-}" ]; then
  GENERATOR_ENVIRONMENT=$clone/build/generator
  make --silent --directory "$clone" build/generator/.installed >&2
fi
# -P, since the project may have a tools/ of its own
export PYTHONPATH="$clone"
exec "$GENERATOR_ENVIRONMENT/bin/python" -P -m tools.generator \
  --document openapi.yaml --config generator-config.yml --output generated "$@"
