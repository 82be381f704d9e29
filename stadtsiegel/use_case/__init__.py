"""`stadtsiegel use-case ...`: packages of documents, for those who write them: checked, shown and tried.

Each command works on a package of the catalogue, of any folder, or of a city's own folder, and tells what comes next.
Never a rule about packages of its own: those stand in `use_cases/`, `issuer/` and `verifier/`.
"""
