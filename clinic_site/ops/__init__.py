"""Operations: health, metrics, logs, backups, local setup and static bundles."""
