# Sourced by the commands beside it: PYTHON becomes a Python 3.11, 3.12 or 3.13.
for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        PYTHON=$candidate
        return 0
    fi
done
echo "Python 3.11, 3.12 or 3.13 is needed and was not found." >&2
exit 1
